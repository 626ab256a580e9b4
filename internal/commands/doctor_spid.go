package commands

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/federation"
	"aula/certificates"
	"aula/organisations"
)

// spidDue is how long before its end something of SPID is called due: AgID takes its time.
const spidDue = 60 * 24 * time.Hour

// lookAtSPID finds what keeps people from coming in by SPID, now or soon. An academy without providers does not use it.
func lookAtSPID(app core.App) ([]finding, error) {
	office := &federation.Office{Folder: certificates.KeysOf(app.DataDir()).Folder}
	all, err := office.Providers(app)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	now := time.Now()
	var found []finding
	for _, p := range all {
		switch values := []any{"provider", p.Name}; {
		case p.Expired(now):
			found = append(found, finding{fault, "spid_over", values})
		case p.Expired(now.Add(spidDue)), p.CertificateEnds().Before(now.Add(spidDue)):
			found = append(found, finding{warning, "spid_due", values})
		}
	}
	ours, err := lookAtOurSPID(app, office, now)
	return append(found, ours...), err
}

// lookAtOurSPID looks at the academy's own side, and makes no key.
func lookAtOurSPID(app core.App, office *federation.Office, now time.Time) ([]finding, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	if missing := federation.Lacks(app, centre); len(missing) > 0 {
		return []finding{{fault, "spid_missing", []any{"fields", strings.Join(missing, ", ")}}}, nil
	}
	path := filepath.Join(office.Folder, federation.SealFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // the first who asks for the metadata makes it
	}
	if err != nil {
		return nil, err
	}
	var found []finding
	if info.Mode().Perm()&0o077 != 0 {
		found = append(found, finding{fault, "keys_open", []any{"path", path}})
	}
	us, err := office.Service(app, now)
	switch {
	case errors.Is(err, federation.ErrSealFile):
		found = append(found, finding{fault, "spid_seal", []any{"error", err.Error()}})
	case err != nil:
		return found, err
	case us.Certificate.NotAfter.Before(now.Add(spidDue)):
		found = append(found, finding{warning, "spid_certificate", []any{"day", us.Certificate.NotAfter.Format(time.DateOnly)}})
	}
	return found, nil
}
