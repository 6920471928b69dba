"""Errors that decide what happens: stop before work, stop and go on later, or a defect.

What an input does wrong is no error: it is a reject, and the run goes on.
"""


class UserError(Exception):
    """Stop before work: an argument, a setting or a source is wrong. The message names it."""


class SourceError(UserError, ValueError):
    """A source that is not there or cannot be listed. A ValueError as well, so that a flow's form can name it."""


class ConfigError(UserError):
    """A setting that is unknown or out of range."""


class NotFound(UserError):
    """A document or an output that is not there."""


class Busy(Exception):
    """Another run holds this output: try again later."""


class Damaged(Exception):
    """A published file is not what the manifest says."""


class RunFailed(Exception):
    """The run stopped; what is published stays as it was, and starting it again goes on where it stopped."""


class TooManyRejects(RunFailed):
    """More of the new inputs were turned away than the run allows."""


class ShardFailed(RunFailed):
    """A child that cleaned a shard did not end well."""


class NotifyFailed(RunFailed):
    """The command that was to be told ended with an error; what was published stays published."""
