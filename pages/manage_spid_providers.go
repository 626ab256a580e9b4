package pages

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/spid"
	"aula/internal/audit"
)

// providersLimit bounds a metadata file; the registry's list of all providers has some 200 KB.
const providersLimit = 3 << 20

// importProviders keeps the providers of a metadata file.
func (s *site) importProviders(e *core.RequestEvent) error {
	file, err := uploaded(e, "metadata")
	if err != nil {
		return err
	}
	f := &form{named: map[string]string{"metadata": "spid.file"}}
	l := s.locale(e)
	if file == nil || file.Size > providersLimit {
		f.say(l, "metadata", l.T("spid.file_missing", "limit", providersLimit>>20))
		return s.wrongProviders(e, f)
	}
	content, err := file.Reader.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	text, err := io.ReadAll(io.LimitReader(content, providersLimit))
	if err != nil {
		return err
	}
	err = e.App.RunInTransaction(func(tx core.App) error {
		out, err := federation.Import(tx, text)
		if err != nil {
			return err
		}
		return audit.Write(tx, audit.ProvidersChanged.On(audit.Centre, "", "what", "imported", "added", strconv.Itoa(out.Added),
			"changed", strconv.Itoa(out.Changed)).DoneBy(audit.By(e.Auth)))
	})
	var wrong federation.FileError
	switch {
	case errors.Is(err, spid.ErrNoProvider):
		f.say(l, "metadata", l.T("spid.file_no_provider"))
		return s.wrongProviders(e, f)
	case errors.As(err, &wrong):
		f.say(l, "metadata", l.T("spid.file_wrong", "reason", wrong.Error()))
		return s.wrongProviders(e, f)
	case err != nil:
		return err
	}
	return back(e, withSaid(spidAddress, "providers_imported"))
}

// wrongProviders shows the page again, with the settings as they are kept.
func (s *site) wrongProviders(e *core.RequestEvent, f *form) error {
	return s.manageSPID(e, http.StatusUnprocessableEntity, f)
}

// removeProvider lets nobody come in by a provider any more.
func (s *site) removeProvider(e *core.RequestEvent) error {
	id := e.Request.PathValue("id")
	err := accounts.Audited(e, audit.ProvidersChanged.On(audit.Centre, "", "what", "removed", "provider", id), func() error {
		_, err := federation.Remove(e.App, id)
		return err
	})
	if errors.Is(err, federation.ErrNoProvider) {
		return errNoPage
	}
	if err != nil {
		return err
	}
	return back(e, withSaid(spidAddress, "spid_provider_removed"))
}
