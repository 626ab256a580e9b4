package classes

import (
	"crypto/rand"
	"errors"
	"math/big"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// codeLetters are those that nobody takes for another.
const codeLetters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

const codeLength = 8 // some 10^11 codes, tried a few times a minute

func newCode() string {
	var code strings.Builder
	for range codeLength {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters))))
		if err != nil {
			panic(err) // the machine has no randomness
		}
		code.WriteByte(codeLetters[n.Int64()])
	}
	return code.String()
}

// SpacedCode writes a code so that people can read it out.
func SpacedCode(code string) string {
	if len(code) != codeLength {
		return code
	}
	return code[:codeLength/2] + " " + code[codeLength/2:]
}

func plainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(typed))
}

// FindByCode returns the edition of the course that people join by the code, whatever its state, or ErrCode.
func FindByCode(app core.App, course, typed string) (*Edition, error) {
	code := plainCode(typed)
	if code == "" {
		return nil, ErrCode
	}
	list := []*Edition{}
	err := app.RecordQuery(Collection).AndWhere(dbx.HashExp{"course": course, "code": code}).Limit(1).All(&list)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrCode
	}
	return list[0], nil
}

// JoinByCode brings somebody into the edition of the course whose code they type. It returns what Join returns.
func JoinByCode(app core.App, course, user, code string) (*Edition, *Seat, error) {
	e, err := FindByCode(app, course, code)
	if err != nil {
		return nil, nil, err
	}
	s, _, err := Join(app, Joining{Edition: e.Id, User: user, By: user, Way: ByCode, Code: code})
	if errors.Is(err, ErrWay) {
		err = ErrCode // it was one
	}
	return e, s, err
}
