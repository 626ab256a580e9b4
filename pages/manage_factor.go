package pages

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// resetFactors helps somebody who has lost the phone, and the spare codes too.
func (s *site) resetFactors(e *core.RequestEvent) error {
	v, err := s.onePerson(e)
	if err != nil {
		return err
	}
	v.Form = filled("role", string(v.Who.Role()), "reason", e.Request.PostFormValue("reason"))
	v.Form.named = map[string]string{"reason": "factor.reason"}
	err = accounts.ResetFactors(e.App, person(e).Id, v.Who, v.Form.Value("reason"))
	if errors.Is(err, accounts.ErrOwnFactor) {
		return errNotAllowed
	}
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), err, "reason")
		if err != nil {
			return err
		}
		return s.render(e, status, "manage_person", v)
	}
	return back(e, withSaid("/manage/people", "factors_reset"))
}
