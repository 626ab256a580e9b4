package federation

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/spid"
	"aula/organisations"
)

// The addresses of the service.
const (
	MetadataPath   = "/spid/metadata"
	EnterPath      = "/spid/enter"
	AssertionsPath = "/spid/acs"
	LogoutPath     = "/spid/logout"
)

// usualLevel is asked for where the centre has chosen none: a password and a code.
const usualLevel = spid.Level(2)

// ErrNotReady says that the centre has yet to say who it is to SPID. It comes as a Missing.
var ErrNotReady = errors.New("service of SPID is not ready")

// Missing are the fields of the centre that must be filled before it can be a service of SPID: name, ipa, url, town, spid_mail.
type Missing []string

// Error names them, for operators.
func (m Missing) Error() string { return ErrNotReady.Error() + ": " + strings.Join(m, ", ") }

// Is makes errors.Is(err, ErrNotReady) true.
func (m Missing) Is(target error) bool { return target == ErrNotReady }

// Lacks returns what is missing, nil if nothing is.
func Lacks(app core.App, c *organisations.Centre) Missing {
	var m Missing
	at := address(app, c)
	if !spid.Secure(at) {
		at = "" // SPID would send people's data there
	}
	for _, row := range []struct{ field, value string }{
		{"name", c.Name}, {"ipa", c.IPA}, {"url", at}, {"town", c.SPID.Town}, {"spid_mail", c.SPID.Mail},
	} {
		if row.value == "" {
			m = append(m, row.field)
		}
	}
	return m
}

// address is where browsers find the academy.
func address(app core.App, c *organisations.Centre) string {
	return strings.TrimRight(cmp.Or(c.URL, app.Settings().Meta.AppURL), "/")
}

// Level is what is asked of who signs in.
func Level(c *organisations.Centre) spid.Level {
	if l := spid.Level(c.SPID.Level); l.Valid() {
		return l
	}
	return usualLevel
}

// Service is the academy as a service of SPID. The first time it makes the key and the certificate, which takes a second. It returns
// Missing, or what is wrong with the key's file.
func (o *Office) Service(app core.App, now time.Time) (*spid.Service, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	if m := Lacks(app, centre); len(m) > 0 {
		return nil, m
	}
	at := address(app, centre)
	us := spid.Organisation{
		Name: centre.Name, DisplayName: centre.Name, URL: at, IPA: centre.IPA, Locality: centre.SPID.Town, Mail: centre.SPID.Mail, Phone: centre.SPID.Phone,
	}
	by, err := o.sealOf(at, us, now)
	if err != nil {
		return nil, err
	}
	s := &spid.Service{
		EntityID: by.entity, Name: centre.Name, Assertions: at + AssertionsPath, Logout: at + LogoutPath,
		Attributes: spid.DefaultAttributes(), Organisation: us, Key: by.key, Certificate: by.certificate,
	}
	return s, s.Check()
}
