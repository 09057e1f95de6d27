from amlwidgets.sdk.keyvault import Keyvault, KeyVaultContentType
