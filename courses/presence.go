package courses

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Presence that is asked for where whoever ties a webinar says nothing else.
const (
	usualPresenceKey     = "webinar"
	usualPresencePercent = 80
)

// PresenceKeyOf is the key to which a webinar is tied where nobody names one: the course's first, or the usual one.
func PresenceKeyOf(app core.App, course string) (string, error) {
	c, err := FindByID(app, course)
	if err != nil {
		return "", err
	}
	rule, err := c.Rule()
	if err != nil || len(rule.Presence) == 0 {
		return usualPresenceKey, err
	}
	return rule.Presence[0].Webinar, nil
}

// AsksPresence tells whether the course asks for presence at all.
func AsksPresence(app core.App, course string) (bool, error) {
	c, err := FindByID(app, course)
	if err != nil {
		return false, err
	}
	rule, err := c.Rule()
	return len(rule.Presence) > 0, err
}

// AskPresence makes the course ask for presence at one of the webinars tied to the key. Where it does already, the course's own
// percent stays.
func AskPresence(app core.App, course, key string, percent int) error {
	return app.RunInTransaction(func(tx core.App) error {
		c, err := FindByID(tx, course)
		if err != nil {
			return err
		}
		rule, err := c.Rule()
		if err != nil {
			return err
		}
		if slices.ContainsFunc(rule.Presence, func(p RulePresence) bool { return p.Webinar == key }) {
			return nil
		}
		if percent == 0 {
			percent = usualPresencePercent
		}
		rule.Presence = append(rule.Presence, RulePresence{Webinar: key, Percent: percent})
		content, err := rule.MarshalJSON()
		if err != nil {
			return err
		}
		c.Set("complete", types.JSONRaw(content))
		if err := tx.Save(c); err != nil {
			return fmt.Errorf("ask for presence in course %s: %w", course, err)
		}
		return nil
	})
}

// PresencePercent is how much presence the course asks for under the key, or otherwise where there is no such course or key.
func PresencePercent(app core.App, course, key string, otherwise int) (int, error) {
	c, err := FindByID(app, course)
	if errors.Is(err, ErrNotFound) {
		return otherwise, nil
	}
	if err != nil {
		return 0, err
	}
	rule, err := c.Rule()
	if err != nil {
		return 0, err
	}
	for _, p := range rule.Presence {
		if p.Webinar == key {
			return p.Percent, nil
		}
	}
	return otherwise, nil
}

// TakeBack takes a requirement that turned out not to be met from an enrolment. It returns ErrComplete where the course is complete:
// what is complete stays so, and people decide what becomes of it.
func TakeBack(tx core.App, e *Enrolment, requirement Requirement) error {
	return unmark(tx, e, requirement.String())
}
