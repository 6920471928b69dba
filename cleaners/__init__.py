"""copydesk's functional core: clean one article, group many, and know what was changed and why.

Nothing here reads the clock, the network, the environment or a file outside this package, and nothing here
needs Prefect. `flows/` is the shell that does.
"""

from cleaners.boilerplate import strip_boilerplate
from cleaners.clean import clean
from cleaners.copies import find_copies
from cleaners.decode import decode
from cleaners.document import Article, Dateline, Decoded, Document, Reason, Reject, Spin, Unspun
from cleaners.edits import Edit, Edited
from cleaners.encoding import fix_encoding
from cleaners.events import find_events
from cleaners.extract import extract
from cleaners.knowledge import Knowledge
from cleaners.settings import Settings
from cleaners.signatures import sign
from cleaners.site_lines import SiteLines
from cleaners.spin import unspin

__all__ = [
    "Article",
    "Dateline",
    "Decoded",
    "Document",
    "Edit",
    "Edited",
    "Knowledge",
    "Reason",
    "Reject",
    "Settings",
    "SiteLines",
    "Spin",
    "Unspun",
    "clean",
    "decode",
    "extract",
    "find_copies",
    "find_events",
    "fix_encoding",
    "sign",
    "strip_boilerplate",
    "unspin",
]
