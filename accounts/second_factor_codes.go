package accounts

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const (
	spareCodes = 10
	spareBytes = 10 // 80 random bits a code: so many that a plain hash suffices
)

// spareLetters are digits and letters of which none looks like another: no i, l, o and u.
var spareLetters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// spareTyped mends what people read into a code.
var spareTyped = strings.NewReplacer("o", "0", "i", "1", "l", "1")

// RenewSpareCodes gives the person ten new spare codes, to be shown once; older ones are void from now on. The person is told.
func RenewSpareCodes(app core.App, p *Person) (codes []string, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		if has, err := HasFactor(tx, p.Id); err != nil || !has {
			return errors.Join(err, ErrNoFactor)
		}
		if codes, err = makeSpareCodes(tx, p.Id); err != nil {
			return err
		}
		return tellOfFactor(tx, p.Id, "factor_codes", "")
	})
	if err != nil {
		return nil, fmt.Errorf("make spare codes for %s: %w", p.Id, err)
	}
	return codes, nil
}

// SpareCodesLeft counts the person's spare codes that were not used yet.
func SpareCodesLeft(app core.App, user string) (int, error) {
	sheets, err := ofKind(app, user, SpareCodes)
	if err != nil {
		return 0, err
	}
	left := 0
	for _, sheet := range sheets {
		hashes, err := sheet.spare()
		if err != nil {
			return 0, err
		}
		left += len(hashes)
	}
	return left, nil
}

func makeSpareCodes(tx core.App, user string) (codes []string, err error) {
	if _, err := tx.NonconcurrentDB().Delete(secondFactors, dbx.HashExp{fieldUser: user, fieldKind: string(SpareCodes)}).Execute(); err != nil {
		return nil, err
	}
	sheet, err := newFactor(tx, user, SpareCodes, "")
	if err != nil {
		return nil, err
	}
	var hashes []string
	for range spareCodes {
		random := make([]byte, spareBytes)
		rand.Read(random) // never fails, by its documentation
		code := spareLetters.EncodeToString(random)
		codes = append(codes, strings.ReplaceAll(grouped(code), " ", "-"))
		hashes = append(hashes, hashOf(code).String())
	}
	sheet.Set(fieldCredential, hashes)
	return codes, tx.Save(sheet.Record)
}

// spare are the hashes of the codes that were not used yet.
func (f *SecondFactor) spare() (hashes []string, err error) {
	if err := json.Unmarshal([]byte(f.GetString(fieldCredential)), &hashes); err != nil {
		return nil, fmt.Errorf("read spare codes %s: %w", f.Id, err)
	}
	return hashes, nil
}

// openBySpareCode uses a spare code up, in a transaction. It returns ErrFactorCode.
func openBySpareCode(tx core.App, user, code string) error {
	sheets, err := ofKind(tx, user, SpareCodes)
	if err != nil {
		return err
	}
	want := []byte(hashOf(spareTyped.Replace(strings.ToLower(code))).String())
	for _, sheet := range sheets {
		hashes, err := sheet.spare()
		if err != nil {
			return err
		}
		at := -1
		for i, hash := range hashes {
			if subtle.ConstantTimeCompare([]byte(hash), want) == 1 {
				at = i
			}
		}
		if at < 0 {
			continue
		}
		sheet.Set(fieldCredential, append(hashes[:at:at], hashes[at+1:]...))
		if err := sheet.use(tx); err != nil {
			return err
		}
		return tellOfFactor(tx, user, "factor_code_used", "")
	}
	return ErrFactorCode
}
