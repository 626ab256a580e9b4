package backups

import "filippo.io/age"

// QuickPassphrase is a Passphrase that a test need not wait for.
func QuickPassphrase(phrase string) (Key, error) {
	k, err := Passphrase(phrase)
	for _, r := range k.recipients {
		r.(*age.ScryptRecipient).SetWorkFactor(10)
	}
	return k, err
}

// CreateWithin makes a backup, without films where there is no room for them.
var CreateWithin = createWithin
