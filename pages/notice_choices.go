package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/notifications"
)

const noticeChoicesAddress = "/me/account/notifications"

type noticeChoicesView struct {
	accountView
	Choices []notifications.Choice
	Ways    []notifications.Way
}

func (s *site) showNoticeChoices(e *core.RequestEvent) error {
	view, err := s.newNoticeChoices(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "notice_choices", view)
}

func (s *site) newNoticeChoices(e *core.RequestEvent) (*noticeChoicesView, error) {
	v, err := s.mine(e, "notice.choices_title")
	if err != nil {
		return nil, err
	}
	choices, err := notifications.ChoicesOf(e.App, v.Account)
	return &noticeChoicesView{v, choices, notifications.Ways}, err
}

// saveNoticeChoices keeps what was chosen, for the groups that stood in the form.
func (s *site) saveNoticeChoices(e *core.RequestEvent) error {
	view, err := s.newNoticeChoices(e)
	if err != nil {
		return err
	}
	ways := map[notifications.Group]notifications.Way{}
	for i, c := range view.Choices {
		if way := notifications.Way(e.Request.PostFormValue(string(c.Group))); way != "" && !c.Locked {
			ways[c.Group], view.Choices[i].Way = way, way
		}
	}
	err = notifications.Choose(e.App, view.Account.Id, ways)
	if errors.Is(err, notifications.ErrChoice) {
		view.Form.say(s.locale(e), "", s.locale(e).T("notice.choice_unknown"))
		return s.render(e, http.StatusUnprocessableEntity, "notice_choices", view)
	}
	if err != nil {
		return err
	}
	return back(e, withSaid(noticeChoicesAddress, "notice_choices_saved"))
}
