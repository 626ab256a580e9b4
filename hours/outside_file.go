package hours

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// File keeps training that a person had elsewhere, with its document, for the organisation that employed them on its last day to decide on.
// It returns FilingProblems, ErrNoEmployer, ErrTooManyFiled, *SameDocument, ErrNoDocument, ErrDocumentSize or ErrDocumentKind.
func File(app core.App, f Filing, name string, document io.Reader, now time.Time) (*Filed, error) {
	p, err := examine(&f, name, document, now)
	if document == nil {
		err = errors.Join(err, ErrNoDocument)
	}
	if err != nil {
		return nil, err
	}
	var filed *Filed
	err = app.RunInTransaction(func(tx core.App) error {
		waiting, err := tx.CountRecords(OutsideCollection, dbx.HashExp{fieldUser: f.User, fieldState: string(OutsideWaiting)})
		if err != nil {
			return err
		}
		if waiting >= OutsideAtOnce {
			return ErrTooManyFiled
		}
		collection, err := tx.FindCachedCollectionByNameOrId(OutsideCollection)
		if err != nil {
			return err
		}
		filed = newFiled(core.NewRecord(collection))
		filed.Set(fieldState, string(OutsideWaiting))
		return keepFiled(tx, filed, f, p)
	})
	if err != nil {
		return nil, fmt.Errorf("file training elsewhere: %w", err)
	}
	return filed, nil
}

// Refile changes what a person filed, as they knew it, while it waits; without a document the one that is there stays. It returns what
// File does but for the number of them, ErrNoOutside, ErrDecided and ErrFiledAnew.
func Refile(app core.App, id string, revision int, f Filing, name string, document io.Reader, now time.Time) (*Filed, error) {
	p, err := examine(&f, name, document, now)
	if err != nil {
		return nil, err
	}
	var filed *Filed
	err = app.RunInTransaction(func(tx core.App) error {
		filed, err = FindOutsideOf(tx, f.User, id)
		if err == nil {
			err = filed.stillWaits(revision)
		}
		if err != nil {
			return err
		}
		return keepFiled(tx, filed, f, p)
	})
	if err != nil {
		return nil, fmt.Errorf("change training elsewhere: %w", err)
	}
	return filed, nil
}

// Withdraw takes back what a person filed, with its document, while it waits. It returns ErrNoOutside or ErrDecided.
func Withdraw(app core.App, user, id string) error {
	return app.RunInTransaction(func(tx core.App) error {
		o, err := FindOutsideOf(tx, user, id)
		if err == nil {
			err = o.stillWaits(o.Revision())
		}
		if err != nil {
			return fmt.Errorf("withdraw: %w", err)
		}
		return tx.Delete(o)
	})
}

// examine says all that is wrong with what was filed before anything is kept. A document that is nil is none.
func examine(f *Filing, name string, document io.Reader, now time.Time) (p *paper, err error) {
	if document != nil {
		p, err = readDocument(name, document)
	}
	return p, errors.Join(f.Check(now), err)
}

func keepFiled(tx core.App, o *Filed, f Filing, p *paper) error {
	f.put(o)
	organisation, err := EmployerOn(tx, f.User, o.moment())
	if err == nil && organisation == "" {
		err = ErrNoEmployer
	}
	if err != nil {
		return err
	}
	o.Set(fieldOrganisation, organisation)
	o.Set(fieldRevision, o.Revision()+1)
	if p != nil {
		if err := p.refuseTwice(tx, f.User, o.Id); err != nil {
			return err
		}
		shared, err := p.isShared(tx, f.User)
		if err != nil {
			return err
		}
		o.Set(fieldShared, shared)
		if err := p.put(o); err != nil {
			return err
		}
	}
	return tx.Save(o)
}
