package commands

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/organisations"
)

func lookAtPeople(app core.App) ([]finding, error) {
	needed, err := accounts.SetupNeeded(app)
	if err != nil || !needed {
		return nil, err
	}
	return []finding{{fault, "no_administrator", nil}}, nil
}

func lookAtCentre(app core.App) ([]finding, error) {
	c, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	var found []finding
	for _, row := range []struct {
		value, key string
		severity   severity
	}{
		{c.Name, "no_name", fault}, {c.IPA, "no_ipa", fault}, {c.Signatory, "no_signatory", warning},
		{c.Contact, "no_contact", warning}, {c.PrivacyURL, "no_privacy", warning}, {c.AccessibilityURL, "no_accessibility", warning},
	} {
		if row.value == "" {
			found = append(found, finding{row.severity, row.key, nil})
		}
	}
	return found, nil
}

// lookAtAddress finds an address that links cannot use, and a proxy that hides who asks.
func lookAtAddress(app core.App) ([]finding, error) {
	c, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	if c.URL == "" {
		return []finding{{fault, "no_address", nil}}, nil
	}
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "https" {
		if loopback(u.Host) || loopback(u.Host+":80") {
			return []finding{{warning, "address_local", []any{"url", c.URL}}}, nil
		}
		return []finding{{fault, "address_plain", []any{"url", c.URL}}}, nil
	}
	// Who is encrypted but has no certificate here stands behind a proxy.
	_, err = os.Stat(filepath.Join(app.DataDir(), core.LocalAutocertCacheDirName))
	proxy := app.Settings().TrustedProxy
	if err != nil && len(proxy.Headers) == 0 {
		return []finding{{warning, "proxy_unknown", []any{"url", c.URL}}}, nil
	}
	if proxy.UseLeftmostIP && slices.Contains(proxy.Headers, "X-Forwarded-For") {
		return []finding{{warning, "proxy_leftmost", nil}}, nil
	}
	return nil, nil
}

// mailbox is somebody's address in what a mail server said: what the doctor says may be passed on.
var mailbox = regexp.MustCompile(`[^\s<>"':;,]+@([A-Za-z0-9.-]+)`)

// lookAtJobs finds mails and documents that were given up or wait for long.
func lookAtJobs(app core.App) ([]finding, error) {
	var found []finding
	failed, err := app.FindRecordsByFilter("jobs", "state = 'failed'", "-updated", 1, 0)
	if err != nil {
		return nil, err
	}
	if len(failed) > 0 {
		n, err := app.CountRecords("jobs", dbx.HashExp{"state": "failed"})
		if err != nil {
			return nil, err
		}
		found = append(found, finding{fault, "jobs_failed", []any{"number", n, "kind", failed[0].GetString("kind"), "error", mailbox.ReplaceAllString(failed[0].GetString("error"), "…@$1")}})
	}
	before := types.NowDateTime().Add(-time.Hour).String()
	late, err := app.CountRecords("jobs", dbx.HashExp{"state": "waiting"}, dbx.NewExp("run_at < {:before}", dbx.Params{"before": before}))
	if err != nil {
		return nil, err
	}
	if late > 0 {
		found = append(found, finding{warning, "jobs_late", []any{"number", late}})
	}
	return found, nil
}
