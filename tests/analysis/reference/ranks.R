# Holm rank sets with p.adjust, and bands, on the arcsine scale: sipas.csv, item q17, unweighted counts per unit. The sets
# of Mogstad, Romano, Shaikh and Wilhelm rest on draws; tests check their critical values by numerical integration instead.
source("common.R")
d <- read_data("sipas.csv")
ok <- !is.na(d$q17)
x <- as.vector(tapply(d$q17[ok] >= 4, d$unit[ok], sum))
n <- as.vector(tapply(d$q17[ok], d$unit[ok], length))
y <- asin(sqrt((x + 3 / 8) / (n + 3 / 4))); v <- 1 / (4 * n + 2); p <- length(y)

pair <- outer(y, y, "-") / sqrt(outer(v, v, "+")); diag(pair) <- NA
sets <- sapply(seq_len(p), function(j) {
  other <- setdiff(seq_len(p), j)
  worse_better <- p.adjust(c(pnorm(-pair[j, other]), pnorm(-pair[other, j])), "holm") <= 0.05
  c(1 + sum(worse_better[p:(2 * p - 2)]), p - sum(worse_better[1:(p - 1)]))
})
all_pairs <- matrix(p.adjust(pnorm(-pair), "holm") <= 0.05, p); all_pairs[is.na(all_pairs)] <- FALSE

contrast <- diag(p) - 1 / p
z <- as.vector(contrast %*% y) / sqrt(diag(contrast %*% diag(v) %*% t(contrast)))
p_value <- 2 * pnorm(-abs(z))
write_cases("ranks", list(
  x = x, n = n, y = y, v = v, low = sets[1, ], high = sets[2, ],
  low_simultaneous = 1 + colSums(all_pairs), high_simultaneous = p - rowSums(all_pairs),
  z = z, p_value = p_value, band = sign(z) * (p.adjust(p_value, "holm") <= 0.05)))
