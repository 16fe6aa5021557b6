# Digits of R's survey package for the General Social Survey 2016, against which the study's
# estimates are tested. Usage: Rscript gss_2016.R education.csv adjusted.csv > gss_2016.csv
# The two files hold a row a person (tests/test_reference.py writes them from the committed cells, or
# from the survey file where it is): stratum, psu, weight and the variables named below.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 15)

design_of <- function(path) {
  people <- read.csv(path, stringsAsFactors = FALSE)
  people <- people[people$on_linkedin %in% c("yes", "no"), ]
  people$member <- as.numeric(people$on_linkedin == "yes")
  svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = people, nest = TRUE)
}
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, value))

files <- commandArgs(trailingOnly = TRUE)
cat("name,value\n")

education <- subset(design_of(files[1]), education != "no_answer")
out("df", degf(education))
shares <- svyby(~member, ~education, education, svymean, covmat = TRUE)
for (level in shares$education) {
  out(paste0("share_", level), shares[level, "member"])
  out(paste0("se_", level), SE(shares)[shares$education == level])
}
overall <- svyciprop(~member, education, method = "logit", df = degf(education))
out("share_all", coef(overall))
out("share_all_low", confint(overall)[1])
out("share_all_high", confint(overall)[2])
test <- svychisq(~education + member, education, statistic = "F")
out("rao_scott_f", test$statistic)
out("rao_scott_df_num", test$parameter[1])
out("rao_scott_df_den", test$parameter[2])

graduates <- svyby(~member, ~tertiary, education, svymean, covmat = TRUE)
ratio <- svycontrast(graduates, quote(log(yes) - log(no)))
out("log_ratio", coef(ratio))
out("se_log_ratio", SE(ratio))
gap <- svycontrast(graduates, c(yes = 1, no = -1))
out("difference", coef(gap))
out("se_difference", SE(gap))
crowd <- svyciprop(~I(tertiary == "yes"), subset(education, member == 1), method = "logit")
out("graduates_among_members", coef(crowd))
out("se_graduates_among_members", SE(crowd))

adjusted <- subset(design_of(files[2]), tertiary != "no_answer" & age_group != "no_answer")
adjusted <- update(adjusted,
  tertiary = relevel(factor(tertiary), "no"),
  age_group = relevel(factor(age_group), "30-49"),
  sex = relevel(factor(sex), "men")
)
# glm's default stops one step short of the last digits of standard errors.
fit <- svyglm(member ~ tertiary + age_group + sex, adjusted,
  family = quasibinomial(), control = glm.control(epsilon = 1e-14, maxit = 50)
)
for (term in names(coef(fit))[-1]) {
  out(paste0("logit_", term), coef(fit)[term])
  out(paste0("se_logit_", term), SE(fit)[term])
}
