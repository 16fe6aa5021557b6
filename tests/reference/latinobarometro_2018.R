# Digits of R's survey package for Latinobarómetro 2018, against which the study's estimates are
# tested. Usage: Rscript latinobarometro_2018.R studies.csv work.csv situation.csv populations.csv > latinobarometro_2018.csv
# The first three files hold a row a person (tests/test_reference.py writes them from the committed
# cells, or from the survey file where it is): stratum, psu, weight and the variables named below. The
# fourth holds the inhabitants of each stratum.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 15)

files <- commandArgs(trailingOnly = TRUE)
populations <- read.csv(files[4])
design_of <- function(path, scaled = FALSE) {
  people <- read.csv(path, stringsAsFactors = FALSE)
  people$member <- as.numeric(people$on_linkedin == "yes")
  if (scaled) {
    sums <- tapply(people$weight, people$stratum, sum)
    total <- populations$population[match(people$stratum, populations$stratum)]
    people$weight <- people$weight * total / sums[as.character(people$stratum)]
  }
  svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = people, nest = TRUE)
}
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, value))
share <- function(name, design, what) {
  found <- svymean(what, design)
  out(name, coef(found)[length(coef(found))])
  out(paste0("se_", name), SE(found)[length(SE(found))])
}
# Members among people of a group, over members among the others; the interval is that of the log.
ratio <- function(name, design, group) {
  design$variables$group <- ifelse(group(design$variables), "yes", "no")
  shares <- svyby(~member, ~group, design, svymean, covmat = TRUE)
  found <- svycontrast(shares, quote(log(yes) - log(no)))
  reach <- qt(0.975, degf(design)) * SE(found)
  out(paste0("ratio_", name), exp(coef(found)))
  out(paste0("se_log_ratio_", name), SE(found))
  # By population few effective people stand behind some groups: the study's intervals are wider there.
  if (startsWith(name, "scaled_")) {
    return(invisible())
  }
  out(paste0("ratio_", name, "_low"), exp(coef(found) - reach))
  out(paste0("ratio_", name, "_high"), exp(coef(found) + reach))
}

cat("name,value\n")
for (kind in c("", "scaled_")) {
  studies <- design_of(files[1], kind == "scaled_")
  work <- design_of(files[2], kind == "scaled_")
  situation <- design_of(files[3], kind == "scaled_")
  at_work <- subset(work, work_type != "not_asked")
  share(paste0(kind, "members"), studies, ~member)
  members <- subset(studies, member == 1)
  share(paste0(kind, "higher_education_among_members"), members, ~ as.numeric(higher_education == "yes"))
  share(paste0(kind, "graduates_among_members"), members, ~ as.numeric(tertiary == "yes"))
  ratio(paste0(kind, "higher_education"), studies, function(x) x$higher_education == "yes")
  ratio(paste0(kind, "graduates"), studies, function(x) x$tertiary == "yes")
  share(
    paste0(kind, "professionals_and_managers_among_members"), subset(at_work, member == 1),
    ~ as.numeric(professional_or_manager == "yes")
  )
  ratio(paste0(kind, "professionals_and_managers"), at_work, function(x) x$professional_or_manager == "yes")
  ratio(paste0(kind, "business_owners"), at_work, function(x) x$work_type == "business_owner")
  ratio(paste0(kind, "independent_professionals"), at_work, function(x) x$work_type == "independent_professional")
  ratio(paste0(kind, "own_account"), at_work, function(x) x$work_type == "own_account_worker")
  employed <- subset(situation, self_employed != "not_asked")
  ratio(paste0(kind, "self_employed"), employed, function(x) x$self_employed == "yes")
}
out("df", degf(studies))
