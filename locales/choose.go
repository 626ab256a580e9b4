package locales

// Cookie is where the reader's choice by the language switch is kept.
const Cookie = "aula_language"

// Choose returns the language for a reader: the switch, then the account, then what the browser accepts,
// then Italian. Values that are no language of ours are passed over.
func Choose(chosen, account, acceptLanguage string) string {
	switch {
	case Known(chosen):
		return chosen
	case Known(account):
		return account
	default:
		return Match(acceptLanguage)
	}
}
