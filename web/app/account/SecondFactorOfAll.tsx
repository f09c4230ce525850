import { api } from "~/lib/api";
import { useAction, useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { Skeleton } from "~/ui/Skeleton";

/** Whether everybody here needs a second factor: an owner says so. */
export function SecondFactorOfAll() {
    const organization = useRows(["organization"], (signal) =>
        api.from("organization").select("*").abortSignal(signal).single().throwOnError(),
    );
    const require = useAction(
        (is_required: boolean) => api.rpc("require_second_factor", { is_required }).throwOnError(),
        { invalidates: [["organization"]], done: (_, isRequired) => (isRequired ? "Everybody needs a second factor" : "Nobody needs a second factor any more") },
    );
    return (
        <Block query={organization} skeleton={<Skeleton className="h-28" />}>
            {({ data }) => (
                <div className="card grid gap-4 p-6">
                    <p className="text-sm text-ink-2">
                        {data.is_second_factor_required
                            ? "Everybody needs a second factor here. Whoever has none adds one before seeing anything else."
                            : "A password is enough here, unless somebody has added a second factor."}{" "}
                        An identity provider sees to its own people, and API keys go on.
                    </p>
                    <ErrorText error={require.error} />
                    <Button
                        className="justify-self-start"
                        busy={require.isPending}
                        onClick={() => require.mutate(!data.is_second_factor_required)}
                    >
                        {data.is_second_factor_required ? "No longer require it" : "Require a second factor of everybody"}
                    </Button>
                </div>
            )}
        </Block>
    );
}
