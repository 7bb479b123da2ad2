"""Points that come from outside the survey: self-assessed, officials' survey, lowered maxima."""
