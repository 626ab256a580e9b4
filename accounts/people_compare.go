package accounts

// compare finds the rows that stand against each other: one mailbox or one tax code for two people, one person with two tax codes, or twice in one
// role. Of a person who is there twice the first row stays; of the others none, since nobody knows which is right.
func (l *PeopleList) compare() {
	boxes, codes := groups{}, groups{}
	for i := range l.rows {
		row := &l.rows[i]
		boxes.add(row.Email, row)
		codes.add(row.code.Full(), row)
	}
	for i := range l.rows {
		row := &l.rows[i]
		if group := boxes[row.Email]; group != nil && len(group.rows) > 1 {
			l.compareBox(row, group)
		}
		if group := codes[row.code.Full()]; group != nil {
			if other := group.boxes.unlike(row.Email); other != nil {
				l.fault(row, RowProblem{Field: fieldTaxCode, Code: taxTwice, Other: other.line})
			}
		}
	}
}

// compareBox compares a row with all that have its mailbox.
func (l *PeopleList) compareBox(row *newcomerAt, group *alike) {
	if other := group.names.unlike(row.named()); other != nil {
		l.fault(row, RowProblem{Field: "email", Code: sharedInList, Other: other.line})
		return
	}
	if other := group.codes.unlike(row.code.Full()); other != nil {
		l.fault(row, RowProblem{Field: fieldTaxCode, Code: taxTwo, Other: other.line})
		return
	}
	for _, other := range group.rows { // there are few roles: one of the first rows has the same
		if other == row {
			return
		}
		if other.Role == row.Role {
			l.fault(row, RowProblem{Field: "email", Code: twiceInList, Other: other.line})
			return
		}
	}
}

// groups are rows by what they have in common, which is something.
type groups map[string]*alike

func (g groups) add(key string, row *newcomerAt) {
	if key == "" {
		return
	}
	if g[key] == nil {
		g[key] = &alike{}
	}
	g[key].add(row)
}

// alike are rows of one mailbox or one tax code, and what they say. A list may hold twenty thousand of them: each is looked at once.
type alike struct {
	rows                []*newcomerAt
	names, codes, boxes voices
}

func (a *alike) add(row *newcomerAt) {
	a.rows = append(a.rows, row)
	a.names.hear(row, row.named())
	a.codes.hear(row, row.code.Full())
	a.boxes.hear(row, row.Email)
}

// voices are the first row that says something, and the first that says something else.
type voices struct {
	said          string
	first, second *newcomerAt
}

func (v *voices) hear(row *newcomerAt, says string) {
	switch {
	case says == "":
	case v.first == nil:
		v.first, v.said = row, says
	case v.second == nil && says != v.said:
		v.second = row
	}
}

// unlike is the first row that says something else, nil if none does. Who says nothing says nothing else.
func (v *voices) unlike(says string) *newcomerAt {
	switch says {
	case "":
		return nil
	case v.said:
		return v.second
	}
	return v.first
}

// named is what a row calls its person, in small letters without accents; empty where a name is missing.
func (r *newcomerAt) named() string {
	if r.Given == "" || r.Family == "" {
		return ""
	}
	return folded(r.Family + " " + r.Given)
}
