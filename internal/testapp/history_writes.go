package testapp

import (
	"maps"
	"slices"
)

var historyNames = slices.Sorted(maps.Keys(historyWrites))

// historyWrites are what may happen. What the indexes do not allow is left out.
var historyWrites = map[string]string{
	"asked": `INSERT OR IGNORE INTO assignments (id, organisation, course, user, due, by, withdrawn, created, updated)
		VALUES ({:assignment}, {:organisation}, {:course}, {:user}, {:perhaps}, '', '', {:moment}, {:moment})`,
	"asked for another day":    `UPDATE assignments SET due = {:perhaps} WHERE id = {:assignment}`,
	"taken back, or not":       `UPDATE OR IGNORE assignments SET withdrawn = {:perhaps} WHERE id = {:assignment}`,
	"of another organisation":  `UPDATE OR IGNORE assignments SET organisation = {:organisation} WHERE id = {:assignment}`,
	"of another person":        `UPDATE OR IGNORE assignments SET user = {:user} WHERE id = {:assignment}`,
	"another course is asked":  `UPDATE OR IGNORE assignments SET course = {:course} WHERE id = {:assignment}`,
	"no longer asked":          `DELETE FROM assignments WHERE id = {:assignment}`,
	"no longer asked anything": `DELETE FROM assignments WHERE user = {:user}`,

	"finished": `INSERT OR IGNORE INTO enrolments (id, user, course, edition, cycle, percent, completed, rated, last_lesson, created, updated)
		VALUES ({:enrolment}, {:user}, {:course}, '', 1 + ({:hours} = 40), 0, {:perhaps}, 0, '', {:moment}, {:moment})`,
	"finished, or no more":     `UPDATE enrolments SET completed = {:perhaps} WHERE id = {:enrolment}`,
	"progress":                 `UPDATE enrolments SET percent = 50, updated = {:moment} WHERE id = {:enrolment}`,
	"learned by another":       `UPDATE OR IGNORE enrolments SET user = {:user} WHERE id = {:enrolment}`,
	"learner forgotten":        `UPDATE enrolments SET user = '' WHERE id = {:enrolment}`,
	"another course learned":   `UPDATE OR IGNORE enrolments SET course = {:course} WHERE id = {:enrolment}`,
	"of an edition":            `UPDATE OR IGNORE enrolments SET edition = 'e' WHERE id = {:enrolment}`,
	"of the next cycle":        `UPDATE OR IGNORE enrolments SET cycle = cycle + 1 WHERE id = {:enrolment}`,
	"an enrolment is no more":  `DELETE FROM enrolments WHERE id = {:enrolment}`,
	"all that somebody learns": `UPDATE enrolments SET completed = {:perhaps} WHERE user = {:user}`,

	"certified": `INSERT OR IGNORE INTO certificates (id, enrolment, user, code, number, facts, locale, state, reason, issued, ended, sha256, pdf, created, updated)
		VALUES ({:certificate}, {:enrolment}, {:user}, {:certificate}, {:certificate}, {:facts}, 'it', {:state}, '', {:moment}, '', '', '', {:moment}, {:moment})`,
	"revoked, or valid again":   `UPDATE OR IGNORE certificates SET state = {:state} WHERE id = {:certificate}`,
	"says other hours":          `UPDATE certificates SET facts = {:facts} WHERE id = {:certificate}`,
	"for something else":        `UPDATE OR IGNORE certificates SET enrolment = {:enrolment} WHERE id = {:certificate}`,
	"drawn":                     `UPDATE certificates SET sha256 = {:certificate} WHERE id = {:certificate}`,
	"a certificate is no more":  `DELETE FROM certificates WHERE id = {:certificate}`,
	"a certificate for nothing": `UPDATE certificates SET enrolment = '' WHERE id = {:certificate}`,

	"employed": `INSERT OR IGNORE INTO memberships (id, user, organisation, role, office, "from", until, by, accepted, called, listed, created, updated)
		VALUES ({:membership}, {:user}, {:organisation}, {:role}, '', '2025-01-01 09:00:00.000Z', {:perhaps}, '', '2025-01-01 09:00:00.000Z', '', '', {:moment}, {:moment})`,
	"employed until":          `UPDATE OR IGNORE memberships SET until = {:perhaps} WHERE id = {:membership}`,
	"employed from":           `UPDATE memberships SET "from" = {:moment} WHERE id = {:membership}`,
	"accepted, or not":        `UPDATE memberships SET accepted = {:perhaps} WHERE id = {:membership}`,
	"employed by another":     `UPDATE OR IGNORE memberships SET organisation = {:organisation} WHERE id = {:membership}`,
	"another role":            `UPDATE OR IGNORE memberships SET role = {:role} WHERE id = {:membership}`,
	"a membership is no more": `DELETE FROM memberships WHERE id = {:membership}`,

	"another family name": `UPDATE users SET family_name = {:name} WHERE id = {:user}`,
	"another given name":  `UPDATE users SET given_name = {:name} WHERE id = {:user}`,
	"somebody goes":       `DELETE FROM users WHERE id = {:user}`,
	"somebody comes": `INSERT OR IGNORE INTO users (id, email, tokenKey, password, verified, role, given_name, family_name, locale, created, updated)
		VALUES ({:user}, {:user} || '@example.it', {:user} || 'key', 'none', 1, 'learner', {:name}, {:name}, 'it', {:moment}, {:moment})`,

	"another title": `UPDATE courses SET title = {:name} WHERE id = {:course}`,
	"longer":        `UPDATE courses SET hours = {:hours} WHERE id = {:course}`,
	"a course goes": `DELETE FROM courses WHERE id = {:course}`,
	"a course comes": `INSERT OR IGNORE INTO courses (id, slug, title, state, hours, created, updated)
		VALUES ({:course}, {:slug}, {:name}, 'published', {:hours}, {:moment}, {:moment})`,
}
