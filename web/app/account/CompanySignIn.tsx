import { NotIncluded, useIsIncluded } from "~/account/NotIncluded";
import { api, type Row } from "~/lib/api";
import { useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Skeleton } from "~/ui/Skeleton";
import { EmailDomains } from "./EmailDomains";
import { IdentityProvider } from "./IdentityProvider";

/** What the form begins with; how the provider is, is none of it. */
function settingsOf({ issuer, client_id, default_role, is_required, max_age_seconds, acr_values, has_secret }: Row<"identity_provider">) {
    return [issuer, client_id, default_role, is_required, max_age_seconds, acr_values, has_secret];
}

/** A company's own sign-in: its domains, and the provider that says who its people are. */
export function CompanySignIn() {
    const isIncluded = useIsIncluded("sso");
    const provider = useRows(
        ["identity_provider"],
        (signal) => api.from("identity_provider").select("*").abortSignal(signal).maybeSingle().throwOnError(),
        // Its documents are on their way.
        { refetchInterval: (found) => (found && !found.keys_fetched_at && !found.keys_error ? 1_000 : false) },
    );
    return (
        <div className="grid grid-cols-1 gap-4">
            <NotIncluded feature="sso" />
            <Block query={provider} skeleton={<Skeleton className="h-96" />}>
                {({ data }) =>
                    // What was set up stays to be seen, and to be taken away.
                    (isIncluded || data) && (
                        <div className="card grid grid-cols-1 gap-8 p-6">
                            <EmailDomains />
                            <IdentityProvider key={JSON.stringify(data && settingsOf(data))} provider={data} />
                        </div>
                    )
                }
            </Block>
        </div>
    );
}
