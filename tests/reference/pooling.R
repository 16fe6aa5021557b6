# Digits of R's metafor package for the thirteen trials of the BCG vaccine (Colditz et al. 1994, JAMA
# 271:698-702; the data set dat.bcg), against which the study's pooling is tested.
# Usage: Rscript pooling.R > pooling.csv
suppressPackageStartupMessages(library(metafor))
trials <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, value))

cat("name,value\n")
for (i in seq_len(nrow(trials))) {
  out(paste0("log_ratio_", i), trials$yi[i])
  out(paste0("variance_", i), trials$vi[i])
}
fine <- list(tol = 1e-14, maxiter = 1000)
fit <- rma(yi, vi, data = trials, method = "PM", test = "knha", control = fine)
# Higgins, Thompson and Spiegelhalter (2009): t with two degrees of freedom fewer than trials.
reach <- predict(fit, pi.type = "riley")
out("estimate", exp(coef(fit)))
out("low", exp(fit$ci.lb))
out("high", exp(fit$ci.ub))
out("predicted_low", exp(reach$pi.lb))
out("predicted_high", exp(reach$pi.ub))
out("tau2", fit$tau2)
out("i2", rma(yi, vi, data = trials, method = "DL")$I2 / 100)
out("q", fit$QE)
out("df", fit$k - fit$p)
out("p", fit$QEp)
