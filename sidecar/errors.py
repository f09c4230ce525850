"""What the sidecar raises on purpose."""


class SidecarError(Exception):
    """Base of every error that this package raises itself."""


class DatabaseUnavailableError(SidecarError):
    """The database could not be reached, went away, or did not answer in time."""


class BadWebhookError(SidecarError):
    """A webhook that is not a signed snapshot event. The message is safe to show its sender."""


class BadTokenError(SidecarError):
    """A text that is no signed token."""


class CodeRefusedError(SidecarError):
    """A provider gave no token for a code. The message is for the provider's organization."""


class MailRefusedError(SidecarError):
    """A letter that must not be sent: an address or a header that is none."""


class AddressRefusedError(SidecarError):
    """A call that must not be made: of an address that is not public, or not fit to be sent."""
