package organisations

import (
	"bytes"
	"errors"
	"io"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// Adhere stores a new adhesion with its act as PDF, which may be nil. It returns ErrNoOrganisation, ErrRetired or Problems.
func Adhere(app core.App, organisation string, t Terms, act *filesystem.File) (*Adhesion, error) {
	c, err := app.FindCachedCollectionByNameOrId(Adhesions)
	if err != nil {
		return nil, err
	}
	a := AdhesionOf(core.NewRecord(c))
	a.Set(fieldOrganisation, organisation)
	return a, a.keep(app, t, act)
}

// ChangeAdhesion says something else of an adhesion; a nil act leaves the one that there is. It returns ErrNoAdhesion, ErrRetired or Problems.
func ChangeAdhesion(app core.App, organisation, id string, t Terms, act *filesystem.File) error {
	a, err := FindAdhesion(app, organisation, id)
	if err != nil {
		return err
	}
	return a.keep(app, t, act)
}

// RemoveAdhesion takes back what was entered by mistake. One that ends is not removed: it has its last day.
func RemoveAdhesion(app core.App, organisation, id string) error {
	a, err := FindAdhesion(app, organisation, id)
	if err != nil {
		return err
	}
	return wrapAdhesion("remove", id, app.Delete(a))
}

func (a *Adhesion) keep(app core.App, t Terms, act *filesystem.File) error {
	return app.RunInTransaction(func(tx core.App) error {
		o, err := servedBy(tx, a.Organisation())
		if err != nil {
			return err
		}
		problems := t.Check(o.Kind())
		if act != nil {
			if !isPDF(act) {
				problems = append(problems, Problem{fieldActFile, fieldActFile})
			}
			a.Set(fieldActFile, act)
		}
		if len(problems) > 0 {
			return problems
		}
		a.write(t)
		var fields validation.Errors
		if err := tx.Save(a); errors.As(err, &fields) && fields[fieldActFile] != nil {
			return Problems{{fieldActFile, fieldActFile}}
		} else {
			return wrapAdhesion("save", a.Id, err)
		}
	})
}

// isPDF looks at the first bytes: a name says nothing.
func isPDF(f *filesystem.File) bool {
	r, err := f.Reader.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	head := make([]byte, 5)
	_, err = io.ReadFull(r, head)
	return err == nil && bytes.Equal(head, []byte("%PDF-"))
}
