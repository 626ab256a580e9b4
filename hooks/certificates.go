package hooks

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/certificates"
	"aula/internal/jobs"
)

// bindCertificates guards certificates against every writer, draws those that were issued, and sees to the
// signing key before the first is due.
func bindCertificates(app core.App, queue *jobs.Queue) {
	app.OnRecordUpdate(certificates.Collection).BindFunc(func(e *core.RecordEvent) error {
		if err := certificates.Guard(e.Record); err != nil {
			return err
		}
		return e.Next()
	})
	unchanged := func(*core.RecordEvent) error { return certificates.ErrImmutable }
	app.OnRecordDelete(certificates.Collection).BindFunc(unchanged)
	app.OnRecordUpdate(certificates.Logos).BindFunc(unchanged)
	app.OnRecordDelete(certificates.Logos).BindFunc(unchanged)
	queue.Register(certificates.Job, func(_ context.Context, app core.App, payload json.RawMessage) error {
		press, err := certificates.PressOf(app)
		if err != nil {
			return err
		}
		return press.Run(app, payload)
	})
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		if _, err := certificates.PressOf(se.App); err != nil {
			return err
		}
		return se.Next()
	})
}

// publicCertificate is what anyone who has the code may know. It names neither the person's organisation and
// role nor a mark, and the reason of a revocation is for staff.
type publicCertificate struct {
	Code       string     `json:"code"`
	Number     string     `json:"number"`
	State      string     `json:"state"`
	Valid      bool       `json:"valid"`
	Name       string     `json:"name"`
	Course     string     `json:"course"`
	Hours      float64    `json:"hours"`
	Started    time.Time  `json:"started"`
	Completed  time.Time  `json:"completed"`
	Expires    *string    `json:"expires"` // the last day on which it holds, as 2028-11-28; null: for ever
	Issued     time.Time  `json:"issued"`
	Ended      *time.Time `json:"ended"`
	Issuer     issuer     `json:"issuer"`
	Replaces   *string    `json:"replaces"`    // number of the certificate that this one corrects
	ReplacedBy *string    `json:"replaced_by"` // number of the one that corrects this one
}

type issuer struct {
	Name string `json:"name"`
	IPA  string `json:"ipa"`
}

func bindCertificateRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.GET("/certificates/{code}", showCertificate)
}

func showCertificate(e *core.RequestEvent) error {
	h := e.Response.Header()
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	c, err := certificates.FindByCode(e.App, e.Request.PathValue("code"))
	if err != nil {
		return err
	}
	links, err := certificates.LinksOf(e.App, c)
	if err != nil {
		return err
	}
	f := c.Facts()
	answer := publicCertificate{
		Code: c.Code(), Number: c.Number(), State: string(c.State()), Valid: c.Holds(), Name: f.Name(), Course: f.Course,
		Hours: f.Hours, Started: f.Started, Completed: f.Completed, Expires: orNull(f.Expires), Issued: c.Issued().UTC(),
		Issuer: issuer{f.Issuer.Name, f.Issuer.IPA}, Replaces: orNull(links.Replaces), ReplacedBy: orNull(links.ReplacedBy),
	}
	if ended := c.Ended().UTC(); !ended.IsZero() {
		answer.Ended = &ended
	}
	return e.JSON(http.StatusOK, answer)
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
