"""Mail through Amazon SES, for those who installed the extra `ses`."""

from typing import Any

from sidecar.delivery import Delivery
from sidecar.settings import Settings

# What SES says of this message or this recipient. All else (quota, a paused account, a sender that
# is not verified, credentials, the network) is our trouble and ends.
_REFUSALS = frozenset({"BadRequestException", "InvalidParameterValue"})

TIMEOUT_SECONDS = 10


class SesConnection:
    """A client of SES, whose connections are kept open. It blocks.

    SES puts a Message-ID of its own in the place of ours (source: its documentation of raw mail).
    """

    def __init__(self, settings: Settings) -> None:
        """Connect only when there is something to say.

        Raises ImportError where boto3 is not installed.
        """
        # An extra: whoever sends by SMTP need not install it.
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        self._client: Any = boto3.client(
            "sesv2",
            region_name=settings.ses_region,
            endpoint_url=str(settings.ses_endpoint) if settings.ses_endpoint else None,
            config=Config(
                connect_timeout=TIMEOUT_SECONDS,
                read_timeout=TIMEOUT_SECONDS,
                # Whether and when to try again is decided by SQL.
                retries={"total_max_attempts": 1},
            ),
        )
        self._sender = settings.mail_sender
        self._configuration_set = settings.ses_configuration_set
        self._refused: type[Exception] = ClientError
        self._broken: type[Exception] = BotoCoreError

    def deliver(self, recipient: str, message: bytes) -> Delivery:
        """Hand over one message; raises nothing, whatever SES and the network do."""
        options = (
            {"ConfigurationSetName": self._configuration_set} if self._configuration_set else {}
        )
        try:
            answer = self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [recipient]},
                Content={"Raw": {"Data": message}},
                **options,
            )
        except self._refused as error:
            fault = getattr(error, "response", {}).get("Error", {})
            code = fault.get("Code", "")
            detail = f"{code}: {fault.get('Message', '')}"
            return Delivery("refused" if code in _REFUSALS else "retry", detail)
        except (self._broken, OSError) as error:
            return Delivery("retry", f"{type(error).__name__}: {error}")
        return Delivery("sent", f"SES {answer['MessageId']}")

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
