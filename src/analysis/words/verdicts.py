"""Words for verdicts, on a claim or on one of its parts."""

from __future__ import annotations

from analysis.words.i18n import N_

VERDICTS = {
    "supported": N_("supported"),
    "supported with limits": N_("supported with limits"),
    "mixed": N_("mixed"),
    "unsettled": N_("unsettled"),
    "contradicted with limits": N_("contradicted with limits"),
    "contradicted": N_("contradicted"),
    "not measured": N_("not measured"),
    "not testable": N_("not testable"),
}
"""Verdict -> its words. A part may be not measured, a claim whose parts are all so is not
testable."""
