package webinars

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Cookies besides RoomCookie: the device that a link was first used on, and who has been asked for a code.
const (
	DeviceCookie = "aula_device"
	CodeCookie   = "aula_room_code"
)

const (
	mostDevices = 5
	codeStays   = 15 * time.Minute
	codeTries   = 5
	codeDigits  = 8
)

// Entry is what a device gets for a joining link: the cookie that opens the room and the one that remembers the device.
type Entry struct {
	Registration *Registration
	Room, Device string
	Until        time.Time // when the device is forgotten
}

// Exchange gives the cookie of the room for a joining link. The first device to come is remembered; another one gets ErrOtherDevice
// and needs a code, see AskCode. It returns what ReadLink returns, ErrSignInFirst, ErrWaiting or ErrRemoved.
func Exchange(app core.App, w *Webinar, token, device string, now time.Time) (Entry, error) {
	var entry Entry
	err := app.RunInTransaction(func(tx core.App) error {
		r, err := ReadLink(tx, w, token, now)
		if err != nil {
			return err
		}
		if err := r.mayEnter(w); err != nil {
			return err
		}
		devices := r.devices()
		if device != "" && slices.Contains(devices, hashed(device)) {
			entry, err = r.enter(tx, w, device)
			return err
		}
		if len(devices) > 0 {
			return ErrOtherDevice
		}
		entry, err = r.admitDevice(tx, w)
		return err
	})
	return entry, err
}

func (r *Registration) mayEnter(w *Webinar) error {
	switch {
	case w.NeedsSignIn():
		return ErrSignInFirst
	case r.State() == Waiting:
		return ErrWaiting
	case r.IsRemoved():
		return ErrRemoved
	}
	return nil
}

func (r *Registration) devices() (hashes []string) {
	_ = json.Unmarshal([]byte(r.GetString("devices")), &hashes) // what admitDevice wrote
	return hashes
}

// HasEntered tells whether a device has come in by the joining link, and the link has not been withdrawn since.
func (r *Registration) HasEntered() bool { return len(r.devices()) > 0 }

// admitDevice remembers a new device; the one that came first is forgotten where there are too many.
func (r *Registration) admitDevice(tx core.App, w *Webinar) (Entry, error) {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails, by its documentation
	device := base64.RawURLEncoding.EncodeToString(secret)
	devices := append(r.devices(), hashed(device))
	r.Set("devices", devices[max(0, len(devices)-mostDevices):])
	r.Set("code_hash", "")
	r.Set("code_until", nil)
	if err := tx.Save(r); err != nil {
		return Entry{}, fmt.Errorf("remember device of registration %s: %w", r.Id, err)
	}
	return r.enter(tx, w, device)
}

func (r *Registration) enter(app core.App, w *Webinar, device string) (Entry, error) {
	room, err := grant{r.Id, r.Version(), w.Over()}.write(app, forRoom)
	return Entry{Registration: r, Room: room, Device: device, Until: w.Over()}, err
}

// hashed is what is kept of a device's secret, which has 256 random bits.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// AskCode returns the cookie by which EnterCode knows whose code it is, for a link that another device has used. The mail with the
// code is the caller's to queue: see MintCode.
func AskCode(app core.App, w *Webinar, token string, now time.Time) (cookie string, r *Registration, err error) {
	r, err = ReadLink(app, w, token, now)
	if err == nil {
		err = r.mayEnter(w)
	}
	if err != nil {
		return "", nil, err
	}
	cookie, err = grant{r.Id, r.Version(), now.Add(codeStays)}.write(app, forCode)
	return cookie, r, err
}

// MintCode makes the code of a registration when its mail is sent, so that the queue never holds one. The code before it ends.
func MintCode(app core.App, registration string, now time.Time) (code string, err error) {
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		return "", err
	}
	code = fmt.Sprintf("%0*d", codeDigits, n)
	err = app.RunInTransaction(func(tx core.App) error {
		r, err := FindRegistration(tx, registration)
		if err != nil {
			return err
		}
		hash, err := r.codeHash(tx, code)
		if err != nil {
			return err
		}
		r.Set("code_hash", hash)
		r.Set("code_until", now.Add(codeStays).UTC())
		r.Set("code_tries", 0)
		if err := tx.Save(r); err != nil {
			return fmt.Errorf("make code of registration %s: %w", r.Id, err)
		}
		return nil
	})
	return code, err
}

// codeHash is what is kept of a code: eight digits could be guessed from a plain hash.
func (r *Registration) codeHash(app core.App, code string) (string, error) {
	mac, err := sign(app, forCode, fmt.Sprintf("%s.%d.%s", r.Id, r.Version(), code))
	return hex.EncodeToString(mac), err
}

// WhoseCode returns whose code is asked for. It returns what ReadLink returns.
func WhoseCode(app core.App, w *Webinar, cookie string, now time.Time) (*Registration, error) {
	g, err := readGrant(app, forCode, cookie)
	if err != nil {
		return nil, err
	}
	if !now.Before(g.end) {
		return nil, ErrLinkEnded
	}
	return readToken(app, w, forCode, cookie, now)
}

// EnterCode lets another device in. Each code may be tried five times, even by many at once. It returns what WhoseCode returns,
// ErrCode, ErrCodeSpent, ErrSignInFirst, ErrWaiting or ErrRemoved.
func EnterCode(app core.App, w *Webinar, cookie, code string, now time.Time) (entry Entry, err error) {
	var wrong error
	err = app.RunInTransaction(func(tx core.App) error {
		r, err := WhoseCode(tx, w, cookie, now)
		if err != nil {
			return err
		}
		if err := r.mayEnter(w); err != nil {
			return err
		}
		if wrong, err = r.tryCode(tx, strings.Join(strings.Fields(code), ""), now); wrong != nil || err != nil {
			return err // a wrong try is kept
		}
		entry, err = r.admitDevice(tx, w)
		return err
	})
	if err == nil {
		err = wrong
	}
	return entry, err
}

func (r *Registration) tryCode(tx core.App, code string, now time.Time) (wrong, err error) {
	kept := r.GetString("code_hash")
	if kept == "" || !now.Before(r.GetDateTime("code_until").Time()) || r.GetInt("code_tries") >= codeTries {
		return ErrCodeSpent, nil
	}
	hash, err := r.codeHash(tx, code)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(hash), []byte(kept)) == 1 {
		return nil, nil
	}
	r.Set("code_tries", r.GetInt("code_tries")+1)
	if err := tx.Save(r); err != nil {
		return nil, fmt.Errorf("count try of registration %s: %w", r.Id, err)
	}
	return ErrCode, nil
}
