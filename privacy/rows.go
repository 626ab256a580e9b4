package privacy

import (
	"strings"

	"aula/internal/personal"
)

// Where is the SQL condition by which the rows of {:person} are found.
func Where(ways []personal.Way) string {
	list := make([]string, len(ways))
	for i, w := range ways {
		list[i] = found(w)
	}
	return strings.Join(list, " OR ")
}

func found(w personal.Way) string {
	field := "[[" + w.Field + "]]"
	switch {
	case w.Crew:
		return "[[id]] IN (SELECT webinar FROM webinar_crew WHERE person = {:person})"
	case w.Roll != "":
		return "[[id]] IN (SELECT id FROM " + w.Roll + " WHERE person = {:person})"
	case w.Through != "":
		return field + " IN (SELECT id FROM " + w.Through + " WHERE [[" + w.Owner + "]] = {:person} AND [[" + w.Owner + "]] != '')"
	}
	condition := field + " = '" + w.Prefix + "' || {:person} AND " + field + " != ''"
	if w.Prefix == "" {
		condition = field + " = {:person} AND " + field + " != ''"
	}
	if w.Also != "" {
		condition += " AND " + w.Also
	}
	return condition
}
