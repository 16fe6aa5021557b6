# Digits of R's survey package for the survey that it ships: the US National Health and Nutrition
# Examination Survey, against which docs/your-own-survey.md is tested.
# Usage: Rscript nhanes.R > nhanes.csv
suppressPackageStartupMessages(library(survey))
options(digits = 15)
data(nhanes)
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, value))
cat("name,value\n")

nhanes <- transform(nhanes,
  race = relevel(factor(race, labels = c("hispanic", "white", "black", "other")), "white"),
  age = relevel(factor(agecat, labels = c("0-19", "20-39", "40-59", "60+")), "20-39"),
  sex = relevel(factor(RIAGENDR, labels = c("men", "women")), "men")
)
everyone <- svydesign(
  id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, data = nhanes, nest = TRUE
)
measured <- subset(everyone, !is.na(HI_CHOL))

overall <- svymean(~HI_CHOL, measured)
out("share", coef(overall))
out("se", SE(overall))
out("df", degf(measured))
interval <- confint(svyciprop(~HI_CHOL, measured, method = "logit", df = degf(measured)))
out("low", interval[1])
out("high", interval[2])

ages <- svyby(~HI_CHOL, ~age, measured, svymean)
for (age in ages$age) {
  out(paste0("share_", age), coef(ages)[age])
  out(paste0("se_", age), SE(ages)[ages$age == age])
}
crowd <- svymean(~race, everyone)
for (race in levels(nhanes$race)) {
  out(paste0("composition_", race), coef(crowd)[paste0("race", race)])
  out(paste0("se_composition_", race), sqrt(diag(vcov(crowd)))[paste0("race", race)])
}

sexes <- svyby(~HI_CHOL, ~sex, measured, svymean, covmat = TRUE)
gap <- svycontrast(sexes, c(women = 1, men = -1))
out("difference", coef(gap))
out("se_difference", SE(gap))
ratio <- svycontrast(sexes, quote(log(women) - log(men)))
out("log_ratio", coef(ratio))
out("se_log_ratio", SE(ratio))

test <- svychisq(~HI_CHOL + race, measured, statistic = "F")
out("rao_scott_f", test$statistic)
out("rao_scott_df_num", test$parameter[1])
out("rao_scott_df_den", test$parameter[2])
out("rao_scott_p", test$p.value)

# glm's default stops one step short of the last digits of standard errors.
fit <- svyglm(HI_CHOL ~ age + race + sex, measured,
  family = quasibinomial(), control = glm.control(epsilon = 1e-14, maxit = 50)
)
for (term in names(coef(fit))[-1]) {
  out(paste0("logit_", term), coef(fit)[term])
  out(paste0("se_logit_", term), SE(fit)[term])
}
