"""Response rates: dispositions from outcome codes, AAPOR rates, and the Vietnamese line."""
