"""Fit the weights of `cleaners/event_pairs.py`: a logistic regression over pairs of the development sets.

    COPYDESK_DATA=../shared/data python benchmarks/fit_events.py

Pairs are those that MinHash proposes and those of one event; each set counts the same, and so do its two sides.
Every pair is scored by a model that saw no article of either article's fold (four folds, by topic), then the
articles are clustered by average linkage. What is printed: quality out of fold at the best shift of the bias,
and the weights of a fit on everything, to be rounded and written into `WEIGHTS` by hand.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from events import COPYDESK_DATA, DEVELOPMENT, Figures, load, measure_clusters

from cleaners.event_pairs import WEIGHTS, measure_pair
from cleaners.event_signature import propose_pairs
from cleaners.event_terms import event_terms
from cleaners.linkage import average_linkage

FOLDS = 4
FITTED = [name for name in WEIGHTS if name not in {"other day", "late"}]
