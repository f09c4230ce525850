/** Who I am and where: asked for by every screen, fetched once. */
import { api } from "./api";
import { useRows } from "./queries";

export const useMe = () =>
    useRows(["me"], (signal) => api.from("me").select("*").abortSignal(signal).single().throwOnError());

export const useOrganizations = () =>
    useRows(["organizations"], (signal) => api.from("organizations").select("*").order("name").abortSignal(signal).throwOnError());

/** `isAwaited`: something is to become of it, and it is looked at again until the caller says it has. */
export const useSubscription = ({ isAwaited = false } = {}) =>
    useRows(
        ["subscription"],
        (signal) => api.from("subscription").select("*").abortSignal(signal).maybeSingle().throwOnError(),
        { refetchInterval: isAwaited && 1_000 },
    );

/** Whether my role here allows it: "billing.manage". Until it is known, nothing is. */
export function usePermission(permission: string): boolean {
    const me = useMe();
    return me.data?.data.permissions?.includes(permission) ?? false;
}
