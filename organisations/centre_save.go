package organisations

import (
	"database/sql"
	"errors"
	"fmt"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// Save stores the centre and what PocketBase must know of it (name, address and sender of its own mails),
// all or nothing. It refuses an invalid centre with Problems.
func Save(app core.App, c Centre) error {
	return save(app, c, func(*core.Record) {})
}

// SaveLogo stores the centre with a new logo, or without one if logo is nil.
func SaveLogo(app core.App, c Centre, logo *filesystem.File) error {
	return save(app, c, func(r *core.Record) {
		if logo == nil {
			r.Set(fieldLogo, "")
			return
		}
		r.Set(fieldLogo, logo)
	})
}

func save(app core.App, c Centre, also func(*core.Record)) error {
	c.Normalise()
	if problems := c.Check(); len(problems) > 0 {
		return problems
	}
	err := app.RunInTransaction(func(tx core.App) error {
		record, err := find(tx)
		if errors.Is(err, sql.ErrNoRows) {
			record, err = blank(tx)
		}
		if err != nil {
			return err
		}
		write(record, &c)
		also(record)
		if err := tx.Save(record); err != nil {
			return err
		}
		return tell(tx, &c)
	})
	var fields validation.Errors
	if errors.As(err, &fields) && fields[fieldLogo] != nil {
		return Problems{{fieldLogo, "logo"}} // too large, or no picture
	}
	if err != nil {
		return fmt.Errorf("save centre: %w", err)
	}
	return nil
}

func blank(app core.App) (*core.Record, error) {
	centre, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	return core.NewRecord(centre), nil
}

// tell writes into PocketBase's settings what its own mails and its dashboard show.
func tell(tx core.App, c *Centre) error {
	settings, err := tx.Settings().Clone()
	if err != nil {
		return err
	}
	for _, pair := range []struct {
		setting *string
		value   string
	}{
		{&settings.Meta.AppName, c.Name}, {&settings.Meta.AppURL, c.URL},
		{&settings.Meta.SenderName, c.SenderName}, {&settings.Meta.SenderAddress, c.SenderAddress},
	} {
		if pair.value != "" {
			*pair.setting = pair.value
		}
	}
	return tx.Save(settings)
}
