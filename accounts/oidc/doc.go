// Package oidc signs people in at an OpenID provider: a proxy to CIE and eIDAS (italia/iam-proxy-italia), or a body's own
// directory (Entra ID, Keycloak, Google Workspace). It speaks the protocol only. Who has an account, which account an identity
// belongs to and what is remembered between the two requests are for those who call it.
//
// Whoever comes back is believed only if the id_token holds by itself: signed by a key of the provider, for us, for this attempt,
// now, at a level that is high enough and with an Italian fiscal number where one is asked for. PocketBase's own slot for OpenID
// checks neither the id_token (when an address for userinfo is set) nor acr.
package oidc
