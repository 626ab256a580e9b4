package courses

import "aula/quizzes"

// checkDraws makes sure that the banks which quizzes draw from are in the course and have what is asked of them.
func (c *composer) checkDraws() {
	banks := c.m.byKey()
	for _, p := range c.quizzes {
		quiz := banks[p.key]
		if quiz == nil {
			continue
		}
		for i := range quiz.Settings.Draws {
			if d := &quiz.Settings.Draws[i]; d.Bank != "" {
				c.checkDraw(p, d, banks)
			}
		}
		lender := func(d quizzes.Draw) *quizzes.Quiz {
			if d.Bank == "" {
				return quiz
			}
			return banks[d.Bank]
		}
		for _, f := range quizzes.CheckTogether(quiz.Settings.Draws, lender) {
			f.Path = p.file.Path
			c.report(f)
		}
	}
}

// checkDraw finds the bank of one draw by any of its names.
func (c *composer) checkDraw(p *part, d *quizzes.Draw, banks map[string]*quizzes.Quiz) {
	lender := findPart(c.quizzes, d.Bank)
	if lender == nil || banks[lender.key] == nil {
		c.fail("quiz.draw_bank", p.file.Path, d.Line, "bank", printable(d.Bank))
		return
	}
	if d.Bank = lender.key; lender == p {
		d.Bank = ""
	}
	if f, wrong := d.Check(banks[lender.key]); wrong {
		f.Path = p.file.Path
		c.report(f)
	}
}

func (m *Manuscript) byKey() map[string]*quizzes.Quiz {
	byKey := make(map[string]*quizzes.Quiz, len(m.Quizzes))
	for i := range m.Quizzes {
		byKey[m.Quizzes[i].Key] = &m.Quizzes[i]
	}
	return byKey
}

// asked is about how many questions somebody answers who takes every quiz once.
func (m *Manuscript) asked() int {
	banks, n := m.byKey(), 0
	for _, q := range banks {
		n += q.Asks(banks)
	}
	return n
}
