package accounts

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/vault"
)

// GiveCode lets the session in by a code of the person's app, or by one of their spare codes, which is used up. It returns
// ErrFactorCode, or ErrFactorUsed where the code is right but opened the door already.
func GiveCode(app core.App, v *vault.Vault, user, session, code string) error {
	return app.RunInTransaction(func(tx core.App) error {
		if err := openByCode(tx, v, user, code); err != nil {
			return err
		}
		return noteFactor(tx, session)
	})
}

func openByCode(tx core.App, v *vault.Vault, user, code string) error {
	code = digits(code)
	if len(code) == appCodes.Digits.Length() {
		return openByApp(tx, v, user, code)
	}
	return openBySpareCode(tx, user, code)
}

// ShowAgainForFactors notes in the session that its owner has just shown again who they are, by password, mailed code, or a code
// of a second factor: for some minutes they may change their factors. It returns ErrCredentials.
func ShowAgainForFactors(app core.App, v *vault.Vault, p *Person, session, secret string) error {
	return app.RunInTransaction(func(tx core.App) error {
		err := openByCode(tx, v, p.Id, secret)
		if errors.Is(err, ErrFactorCode) {
			err = ShowAgain(tx, p, secret)
		}
		if errors.Is(err, ErrFactorUsed) {
			err = ErrCredentials
		}
		if err != nil {
			return err
		}
		return noteIn(tx, session, fieldProven)
	})
}

// addFactor keeps a new factor and tells the person. The first one brings spare codes, and ends all sessions and tokens that
// were opened without.
func addFactor(tx core.App, p *Person, f *SecondFactor) (spare []string, err error) {
	had, err := HasFactor(tx, p.Id)
	if err != nil {
		return nil, err
	}
	if err := tx.Save(f.Record); err != nil {
		return nil, err
	}
	if !had {
		if spare, err = makeSpareCodes(tx, p.Id); err != nil {
			return nil, err
		}
		p.RefreshTokenKey()
		if err := tx.Save(p.Record); err != nil {
			return nil, err
		}
		if err := EndSessions(tx, p.Id, ""); err != nil {
			return nil, err
		}
	}
	return spare, tellOfFactor(tx, p.Id, "factor_added", f.Name())
}

// RenameFactor calls the person's factor otherwise. It returns ErrNoFactor or Problems.
func RenameFactor(app core.App, user, id, name string) error {
	f, err := FindFactor(app, user, id)
	if err != nil {
		return err
	}
	if name, err = factorName(name); err != nil {
		return err
	}
	f.Set(fieldFactorName, name)
	if err := app.Save(f.Record); err != nil {
		return fmt.Errorf("rename second factor %s: %w", id, err)
	}
	return nil
}

// RemoveFactor takes a factor away, with the spare codes if it is the last, and tells the person. It returns ErrNoFactor, or
// ErrLastFactor if it is the last of somebody who must have one.
func RemoveFactor(app core.App, p *Person, id string) error {
	return app.RunInTransaction(func(tx core.App) error {
		f, err := FindFactor(tx, p.Id, id)
		if err != nil {
			return err
		}
		all, err := SecondFactorsOf(tx, p.Id)
		if err != nil {
			return err
		}
		if len(all) == 1 {
			if needs, err := NeedsFactor(tx, p.Record); err != nil || needs {
				return cmp.Or(err, ErrLastFactor)
			}
			if err := deleteFactors(tx, p.Id); err != nil {
				return err
			}
		} else if err := tx.Delete(f.Record); err != nil {
			return fmt.Errorf("remove second factor %s: %w", id, err)
		}
		return tellOfFactor(tx, p.Id, "factor_removed", f.Name())
	})
}

// deleteFactors removes all that a person has, one by one: whoever listens learns of each.
func deleteFactors(tx core.App, user string) error {
	all, err := factorsBy(tx, dbx.HashExp{fieldUser: user})
	if err != nil {
		return err
	}
	for _, f := range all {
		if err := tx.Delete(f.Record); err != nil {
			return fmt.Errorf("remove second factor %s: %w", f.Id, err)
		}
	}
	return nil
}

// factorName returns the name as it is kept, or Problems.
func factorName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	var problems Problems
	switch {
	case name == "":
		problems.add("factor_name", "required")
	case utf8.RuneCountInString(name) > longestFactorName:
		problems.add("factor_name", "factor_name_long")
	}
	return name, problems.Err()
}

// tellOfFactor queues a mail about a change that an intruder would make, too.
func tellOfFactor(tx core.App, user, mail, name string) error {
	return QueueMail(tx, "", Mail{Name: mail, Person: user, Link: FactorsPath, Values: map[string]string{"factor": name}})
}

// WarnOfTries tells the person, once a day, that somebody who knows their password tries codes of their second factor.
func WarnOfTries(app core.App, user string) error {
	day := DoorkeeperOf(app).now().UTC().Format(time.DateOnly)
	return QueueMail(app, "factor_tries "+user+" "+day, Mail{Name: "factor_tries", Person: user, Link: "/sign-in/reset"})
}
