# Beta-binomial maximum likelihood and Fay-Herriot by REML and ML, in base R (no package for either): the simulated
# forms of sipas.csv, item q17, unweighted counts per unit. `nlm` and `optimize` stop at about 1e-6; Newton steps on the
# score (digamma, trigamma) and `uniroot` on the slope carry both to the last digits.
source("common.R")
d <- read_data("sipas.csv")
ok <- !is.na(d$q17)
x <- as.vector(tapply(d$q17[ok] >= 4, d$unit[ok], sum))
n <- as.vector(tapply(d$q17[ok], d$unit[ok], length))

loglik <- function(a, b) sum(lbeta(x + a, n - x + b) - lbeta(a, b))
rough <- exp(nlm(function(s) -loglik(exp(s[1]), exp(s[2])), c(1, 0), gradtol = 1e-12, steptol = 1e-12)$estimate)
ab <- rough
for (step in 1:20) {
  common <- digamma(sum(ab)) - digamma(n + sum(ab)); curve <- sum(trigamma(sum(ab)) - trigamma(n + sum(ab)))
  g <- c(sum(digamma(x + ab[1]) - digamma(ab[1]) + common), sum(digamma(n - x + ab[2]) - digamma(ab[2]) + common))
  h <- diag(c(sum(trigamma(x + ab[1]) - trigamma(ab[1])), sum(trigamma(n - x + ab[2]) - trigamma(ab[2])))) + curve
  ab <- ab - solve(h, g)
}
beta_binomial <- list(
  alpha = ab[1], beta = ab[2], log_likelihood = loglik(ab[1], ab[2]), nlm = rough,
  estimate = (x + ab[1]) / (n + sum(ab)),
  low = qbeta(0.025, x + ab[1], n - x + ab[2]), high = qbeta(0.975, x + ab[1], n - x + ab[2]))

y <- asin(sqrt((x + 3 / 8) / (n + 3 / 4))); D <- 1 / (4 * n + 2)
fay_herriot <- function(X, reml) {
  parts <- function(A) {
    V <- diag(1 / (A + D)); Q <- solve(t(X) %*% V %*% X); b <- Q %*% t(X) %*% V %*% y
    list(V = V, Q = Q, b = b, P = V - V %*% X %*% Q %*% t(X) %*% V)
  }
  slope <- function(A) {
    o <- parts(A); trace <- if (reml) sum(diag(o$P)) else sum(diag(o$V))
    -trace / 2 + sum((o$P %*% y)^2) / 2
  }
  A <- if (slope(0) <= 0) 0 else uniroot(slope, c(0, 10), tol = 1e-17, maxiter = 1000)$root
  o <- parts(A); B <- D / (A + D); S2 <- sum(1 / (A + D)^2); fit <- X %*% o$b
  g1 <- A * B; g2 <- B^2 * diag(X %*% o$Q %*% t(X)); g3 <- B^2 / (A + D) * 2 / S2
  bias <- -sum(diag(o$Q %*% t(X) %*% o$V %*% o$V %*% X)) / S2
  list(A = A, coefficients = as.vector(o$b), errors = sqrt(diag(o$Q)),
       estimate = as.vector(fit + (1 - B) * (y - fit)),
       mse = as.vector(if (reml) g1 + g2 + 2 * g3 else g1 + g2 + 2 * g3 - bias * B^2))
}
one <- matrix(1, length(y)); two <- cbind(1, log(n))
write_cases("shrinkage", list(
  x = x, n = n, beta_binomial = beta_binomial,
  reml = fay_herriot(one, TRUE), ml = fay_herriot(one, FALSE),
  reml_regression = fay_herriot(two, TRUE), ml_regression = fay_herriot(two, FALSE)))
