package pages

import (
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/locales"
	"aula/webinars"
)

// addWebinars finds the next webinars in which presence counts for the course, if it asks for any and still misses it.
func (v *courseView) addWebinars(e *core.RequestEvent, l *locales.Locale, o *opened) error {
	missing := o.Required
	if o.Reading.Enrolled() {
		missing = o.Reading.Standing.Missing
	}
	v.Live = slices.ContainsFunc(missing, func(r courses.Requirement) bool { return r.Kind == courses.PresenceKind })
	if !v.Live {
		return nil
	}
	now := time.Now()
	list, _, err := webinars.List(e.App, webinars.Filter{Course: o.Course.Id}, now)
	if err != nil {
		return err
	}
	for _, w := range list {
		if w.Settled() || len(v.Webinars) == webinarsAtHome { // lists show what was called off, for those who had a seat
			continue
		}
		item, err := newWebinarItem(e.App, l, w, now)
		if err != nil {
			return err
		}
		v.Webinars = append(v.Webinars, item)
	}
	return nil
}
