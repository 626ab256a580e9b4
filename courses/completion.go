package courses

// Standing is how far a learner has come.
type Standing struct {
	Percent  int // of the requirements met; 100 only when complete
	Complete bool
	Missing  []Requirement // in the course's order
}

// Judge says how far someone is who has met these requirements. It is the only place that decides
// completion. A course that asks for nothing is never complete by itself.
func Judge(required []Requirement, met map[string]bool) Standing {
	if len(required) == 0 {
		return Standing{}
	}
	var s Standing
	for _, r := range required {
		if !met[r.String()] {
			s.Missing = append(s.Missing, r)
		}
	}
	s.Complete = len(s.Missing) == 0
	s.Percent = 100 * (len(required) - len(s.Missing)) / len(required)
	return s
}

// standing is Judge's word, except that a later revision takes nothing back from who completed an earlier one.
func standing(required []Requirement, met map[string]bool, completed bool) Standing {
	if completed {
		return Standing{Percent: 100, Complete: true}
	}
	return Judge(required, met)
}
