"""Is a spec one that can run? Every doubt is settled here, before it is queued."""

from core.checking.advice import advice_on
from core.checking.fits import input_of
from core.checking.specs import check_space, check_spec

__all__ = ["advice_on", "check_space", "check_spec", "input_of"]
