package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/courses"
	"aula/internal/documents"
	"aula/internal/jobs"
)

const (
	certificatesOfATurn = 60
	fewCertificates     = 100
	manyCertificates    = 1000
)

// certificateCost compares the memory held after many certificates with that after few, and the time of a
// certificate from its issue to the stored, signed file with that of drawing the bare page.
func certificateCost(l *lab) ([]figure, error) {
	plain, err := newPlainPage(l.root)
	if err != nil {
		return nil, err
	}
	var figures []figure
	err = within(filepath.Join(l.dir, "office"), func(app core.App) error {
		o, err := openOffice(app)
		if err != nil {
			return err
		}
		if figures, err = o.memory(); err != nil {
			return err
		}
		times, err := o.compare(plain)
		figures = append(figures, times...)
		return errors.Join(err, o.check())
	})
	return figures, err
}

// office issues certificates as the server does: in a transaction that writes a job, which the queue then does.
type office struct {
	app        core.App
	queue      *jobs.Queue
	signer     *documents.Signer
	enrolments []string // completed ones, without a certificate
	issued     int
}

func openOffice(app core.App) (*office, error) {
	if err := foundAcademy(app); err != nil {
		return nil, err
	}
	signer, err := documents.OpenSigner(documents.Keys{Folder: filepath.Join(app.DataDir(), "keys")}, "Centro di competenza digitale")
	if err != nil {
		return nil, err
	}
	o := &office{app: app, queue: jobs.New(app), signer: signer}
	press := certificates.NewPress(signer)
	o.queue.Register(certificates.Job, func(_ context.Context, app core.App, payload json.RawMessage) error {
		var p certificates.JobPayload
		if err := json.Unmarshal(payload, &p); err != nil {
			return err
		}
		c, err := certificates.FindByID(app, p.Certificate)
		if err == nil {
			_, err = press.PDF(app, c)
		}
		return err
	})
	return o, o.graduate()
}

// graduate makes as many people as will be needed, who have all completed the same course.
func (o *office) graduate() error {
	page := sample()
	course, err := save(o.app, "courses", map[string]any{
		"slug": "spid-e-cie", "title": page.Course, "hours": page.Hours, "level": page.Level, "certificate": true, "state": courses.Published,
		"skills":   []string{"digcomp-2.2:2.3", "digcomp-2.2:2.6", "digcomp-2.2:4.2"},
		"complete": json.RawMessage(`{"quizzes":[{"id":"finale","pass":60}]}`),
	})
	if err != nil {
		return err
	}
	values := dbx.Params{"people": manyCertificates + rounds*certificatesOfATurn, "course": course.Id}
	for _, query := range []string{
		`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {:people})
		INSERT INTO users (id, email, tokenKey, password, verified, role, given_name, family_name, locale)
		SELECT printf('p%014d', i), 'p' || i || '@example.org', hex(randomblob(25)), 'none', 1, 'learner', 'Ada', 'Bianchi', 'it' FROM n`,
		`INSERT INTO enrolments (id, user, course, cycle, percent, completed, created, updated)
		SELECT substr(lower(hex(randomblob(8))), 1, 15), id, {:course}, 1, 100, '2026-11-22 09:00:00.000Z',
			'2026-11-10 09:00:00.000Z', '2026-11-22 09:00:00.000Z' FROM users WHERE role = 'learner'`,
	} {
		if _, err := o.app.DB().NewQuery(query).Bind(values).Execute(); err != nil {
			return err
		}
	}
	return o.app.DB().Select("id").From("enrolments").Column(&o.enrolments)
}

// issue makes so many certificates from the decision to the stored file.
func (o *office) issue(count int) error {
	for _, id := range o.enrolments[o.issued : o.issued+count] {
		e, err := courses.FindEnrolmentByID(o.app, id)
		if err != nil {
			return err
		}
		if _, err := certificates.Issue(o.app, e); err != nil {
			return err
		}
	}
	o.issued += count
	return o.queue.Drain(context.Background())
}

func (o *office) compare(plain *plainPage) ([]figure, error) {
	ours := func() (float64, error) { return each(certificatesOfATurn, o.issue) }
	bare := func() (float64, error) {
		return each(certificatesOfATurn, func(count int) error {
			for range count {
				if _, err := plain.draw(sample()); err != nil {
					return err
				}
			}
			return nil
		})
	}
	p, err := watched(func() (pairs, error) { return inTurn(ours, bare) })
	return ratio("certificate_time", "ms", p), err
}

// each is how many milliseconds an act took for each of count.
func each(count int, act func(int) error) (float64, error) {
	began := time.Now()
	err := act(count)
	return float64(time.Since(began).Microseconds()) / 1000 / float64(count), err
}

// memory compares what is held after many certificates with what is held after few.
func (o *office) memory() ([]figure, error) {
	if err := o.issue(fewCertificates); err != nil {
		return nil, err
	}
	few, err := o.held()
	if err != nil {
		return nil, err
	}
	if err := o.issue(manyCertificates - fewCertificates); err != nil {
		return nil, err
	}
	many, err := o.held()
	return []figure{
		{name: "certificate_memory", value: many.heap / few.heap, unit: "ratio"},
		{name: "certificate_memory_few", value: few.heap, unit: "MB"},
		{name: "certificate_memory_many", value: many.heap, unit: "MB"},
		{name: "certificate_resident_few", value: few.resident, unit: "MB"},
		{name: "certificate_resident_many", value: many.resident, unit: "MB"},
	}, err
}

type holding struct{ heap, resident float64 } // in megabytes

func (o *office) held() (holding, error) {
	var m runtime.MemStats
	resident, err := residentMemory(os.Getpid())
	runtime.GC()
	runtime.GC() // what the first one finalised
	runtime.ReadMemStats(&m)
	return holding{float64(m.HeapAlloc) / 1e6, float64(resident) / 1e6}, err
}

// check says whether every certificate is there, drawn and signed.
func (o *office) check() error {
	drawn, err := o.app.CountRecords(certificates.Collection, dbx.NewExp("sha256 != ''"))
	if err != nil || int(drawn) != o.issued {
		return fmt.Errorf("%d of %d certificates are drawn: %w", drawn, o.issued, err)
	}
	files, err := filepath.Glob(filepath.Join(o.app.DataDir(), "storage", "*", "*", "*.pdf"))
	if err != nil || len(files) != o.issued {
		return fmt.Errorf("%d of %d certificates are stored: %w", len(files), o.issued, err)
	}
	file, err := os.ReadFile(files[len(files)/2])
	if err != nil {
		return err
	}
	_, err = documents.Verify(file, []*x509.Certificate{o.signer.Certificate()})
	return err
}
