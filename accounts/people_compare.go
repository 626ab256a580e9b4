package accounts

// compare finds the rows that stand against each other: one mailbox or one tax code for two people, one person with two tax codes, or twice in one
// role. Of a person who is there twice the first row stays; of the others none, since nobody knows which is right.
func (l *PeopleList) compare() {
	boxes, codes := map[string][]*newcomerAt{}, map[string][]*newcomerAt{}
	for i := range l.rows {
		row := &l.rows[i]
		if row.Email != "" {
			boxes[row.Email] = append(boxes[row.Email], row)
		}
		if code := row.code.Full(); code != "" {
			codes[code] = append(codes[code], row)
		}
	}
	for i := range l.rows {
		row := &l.rows[i]
		if others := boxes[row.Email]; len(others) > 1 {
			l.compareBox(row, others)
		}
		if others := codes[row.code.Full()]; len(others) > 1 {
			if other := unlike(row, others, func(r *newcomerAt) string { return r.Email }); other != nil {
				l.fault(row, RowProblem{Field: fieldTaxCode, Code: taxTwice, Other: other.line})
			}
		}
	}
}

// compareBox compares a row with all that have its mailbox.
func (l *PeopleList) compareBox(row *newcomerAt, all []*newcomerAt) {
	if other := unlike(row, all, (*newcomerAt).named); other != nil {
		l.fault(row, RowProblem{Field: "email", Code: sharedInList, Other: other.line})
		return
	}
	if other := unlike(row, all, func(r *newcomerAt) string { return r.code.Full() }); other != nil {
		l.fault(row, RowProblem{Field: fieldTaxCode, Code: taxTwo, Other: other.line})
		return
	}
	for _, other := range all {
		if other == row {
			return
		}
		if other.Role == row.Role {
			l.fault(row, RowProblem{Field: "email", Code: twiceInList, Other: other.line})
			return
		}
	}
}

// named is what a row calls its person, in small letters without accents; empty where a name is missing.
func (r *newcomerAt) named() string {
	if r.Given == "" || r.Family == "" {
		return ""
	}
	return folded(r.Family + " " + r.Given)
}

// unlike is the first of the rows that says something else than row, nil if none does. Who says nothing says nothing else.
func unlike(row *newcomerAt, all []*newcomerAt, what func(*newcomerAt) string) *newcomerAt {
	says := what(row)
	for _, other := range all {
		if said := what(other); other != row && said != "" && says != "" && said != says {
			return other
		}
	}
	return nil
}
