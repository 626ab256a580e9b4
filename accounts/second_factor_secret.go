package accounts

import (
	"fmt"

	"aula/internal/vault"
)

// seal keeps the secret of an app so that who reads the database cannot reckon its codes. It opens in this record only.
func (f *SecondFactor) seal(v *vault.Vault, secret string) error {
	sealed, err := v.Seal(vault.SecondFactor, []byte(secret), []byte(f.Id))
	if err != nil {
		return fmt.Errorf("seal second factor %s: %w", f.Id, err)
	}
	f.Set(fieldSecret, sealed)
	return nil
}

func (f *SecondFactor) unseal(v *vault.Vault) (string, error) {
	secret, err := v.Unseal(vault.SecondFactor, f.GetString(fieldSecret), []byte(f.Id))
	if err != nil {
		return "", fmt.Errorf("open second factor %s: %w", f.Id, err)
	}
	return string(secret), nil
}
