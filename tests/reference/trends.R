# Digits of R's metafor package for a line through studies, with steps between groups of them,
# against which the study's trends are tested. Two cases: the thirteen trials of the BCG vaccine
# (Colditz et al. 1994, JAMA 271:698-702; the data set dat.bcg) by year and way of allocation, which
# scatter more than their errors; four made-up waves that lie on a line.
# Usage: Rscript trends.R > trends.csv
suppressPackageStartupMessages(library(metafor))
out <- function(case, name, value) cat(sprintf("%s,%s,%.15g\n", case, name, value))

case <- function(name, waves, formula, seen) {
  fine <- list(tol = 1e-14, maxiter = 1000)
  for (i in seq_len(nrow(waves))) {
    out(name, paste0("year_", i), waves$year[i])
    out(name, paste0("mode_", i), as.integer(waves$mode[i]))
    out(name, paste0("log_ratio_", i), waves$yi[i])
    out(name, paste0("variance_", i), waves$vi[i])
  }
  for (test in c("z", "knha")) {
    fit <- rma(yi, vi, mods = formula, data = waves, method = "PM", test = test, control = fine)
    out(name, paste0(test, "_low"), exp(fit$ci.lb[2]))
    out(name, paste0(test, "_high"), exp(fit$ci.ub[2]))
    there <- predict(fit, newmods = seen)
    for (part in c("ci.lb", "ci.ub", "pi.lb", "pi.ub")) {
      out(name, paste0(test, "_seen_", part), exp(there[[part]]))
    }
  }
  out(name, "estimate", exp(coef(fit)[2]))
  out(name, "seen", exp(there$pred))
  out(name, "tau2", fit$tau2)
  out(name, "q", rma(yi, vi, mods = formula, data = waves, method = "FE")$QE)
  out(name, "q_df", fit$k - fit$p)
  out(name, "q_p", fit$QEp)
}

cat("case,name,value\n")
trials <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
trials <- trials[order(trials$year), ]
trials$mode <- factor(trials$alloc, levels = unique(trials$alloc))
# In 1980, by the second way of allocation.
case("trials", trials, ~ I(year - min(year)) + mode, c(1980 - min(trials$year), 1, 0))
waves <- data.frame(
  year = c(2016, 2018, 2021, 2024), mode = factor(1),
  yi = log(c(3.65, 3.35, 2.79, 2.59)), vi = c(0.09, 0.08, 0.09, 0.06)^2
)
case("waves", waves, ~ I(year - 2016), 10)
