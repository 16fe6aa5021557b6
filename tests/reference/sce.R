# How jobs were found, and what became of contacts by employers, in R's survey package.
# Usage: Rscript sce.R FOLDER > sce.csv
# FOLDER holds a file a table of cells (tests/surveys/test_sce.py writes them), a row a person.
# Who doesn't remember how the job was found stays in the base of all who were asked.
suppressPackageStartupMessages(library(survey))
options(digits = 15)

folder <- commandArgs(trailingOnly = TRUE)[1]
people <- function(table) {
  rows <- read.csv(file.path(folder, paste0(table, ".csv")), colClasses = c(weight = "numeric"))
  svydesign(ids = ~1, weights = ~weight, data = rows)
}
out <- function(name, part, value) cat(sprintf("%s,%s,%.15g\n", name, part, value), sep = "")
share <- function(name, question, design) {
  found <- svyciprop(question, design, method = "logit", df = degf(design))
  mean <- svymean(question, design)
  out(name, "estimate", coef(found))
  out(name, "se", SE(mean)[2])
  out(name, c("low", "high"), confint(found))
  out(name, "n", nrow(design))
}

cat("name,part,value\n")
jobs <- subset(people("sce_job_search"), found_any_tie != "not_asked")
share("any_tie", ~I(found_any_tie == "yes"), jobs)
share("online", ~I(found_online == "yes"), jobs)
share("contacted", ~I(found_contacted_by_employer == "yes"), jobs)

both <- svymean(~as.numeric(found_any_tie == "yes") + as.numeric(found_online == "yes"), jobs)
names(both) <- c("ties", "online")
difference <- svycontrast(both, c(ties = 1, online = -1))
out("ties_minus_online", "estimate", coef(difference))
out("ties_minus_online", "se", SE(difference))
ratio_of_both <- function(name, both, design) {
  ratio <- svycontrast(both, quote(log(ties) - log(online)))
  ends <- coef(ratio) + qt(c(0.025, 0.975), degf(design)) * c(SE(ratio))
  out(name, c("estimate", "low", "high"), exp(c(coef(ratio), ends)))
}
ratio_of_both("ties_over_online", both, jobs)

# C3: the same for the jobs begun since 2010 alone.
lately <- subset(people("sce_job_search_begun"), job_begun == "since_2010")
lately <- subset(lately, found_any_tie != "not_asked")
share("online_lately", ~I(found_online == "yes"), lately)
both <- svymean(~as.numeric(found_any_tie == "yes") + as.numeric(found_online == "yes"), lately)
names(both) <- c("ties", "online")
ratio_of_both("ties_over_online_lately", both, lately)

# C11: an offer, of people whom an employer contacted unasked; then of those among them whose
# contacts were all unasked, of whom alone it is known that the offer came of one of these.
contacts <- people("sce_job_search_contacts")
for (base in c("contacted_unasked", "only_contacted_unasked")) {
  asked <- subset(contacts, contacts$variables[[base]] == "yes")
  share(paste0("offer_of_", base), ~I(offer_from_contacts == "offer"), asked)
  share(paste0("offer_or_pending_of_", base), ~I(offer_from_contacts != "no_offer"), asked)
}
