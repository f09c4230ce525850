import { useMe } from "~/lib/account";
import { api } from "~/lib/api";
import { day, sentence } from "~/lib/format";
import { useAction } from "~/lib/queries";
import { Badge } from "~/ui/Badge";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { Facts } from "~/ui/Facts";
import { Skeleton } from "~/ui/Skeleton";

/** Who I am here. */
export function Profile() {
    const me = useMe();
    const verify = useAction(async () => await api.rpc("request_email_verification", {}).throwOnError(), {
        done: "The letter is on its way",
    });
    return (
        <Block query={me} skeleton={<Skeleton className="h-32" />}>
            {({ data }) => (
                <div className="card grid gap-4 p-6">
                    <Facts
                        facts={[
                            ["Name", data.full_name],
                            ["E-mail", data.email],
                            ["Address confirmed", data.email_verified_at ? `${day(data.email_verified_at)} (UTC)` : <Badge key="not-yet" tone="warn">not yet</Badge>],
                            ["Role here", data.role ? sentence(data.role) : "–"],
                        ]}
                    />
                    <ErrorText error={verify.error} />
                    {!data.email_verified_at && (
                        <Button size="sm" className="justify-self-start" busy={verify.isPending} onClick={() => verify.mutate()}>
                            Send the letter again
                        </Button>
                    )}
                </div>
            )}
        </Block>
    );
}
