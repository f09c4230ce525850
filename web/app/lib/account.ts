/** Who I am and where: asked for by every screen, fetched once. */
import { api } from "./api";
import { useRows } from "./queries";

export const useMe = () =>
    useRows(["me"], (signal) => api.from("me").select("*").abortSignal(signal).single().throwOnError());

export const useOrganizations = () =>
    useRows(["organizations"], (signal) => api.from("organizations").select("*").order("name").abortSignal(signal).throwOnError());

export const useSubscription = () =>
    useRows(["subscription"], (signal) =>
        api.from("subscription").select("*").abortSignal(signal).maybeSingle().throwOnError(),
    );

/** Whether my role here allows it: "billing.manage". Until it is known, nothing is. */
export function usePermission(permission: string): boolean {
    const me = useMe();
    return me.data?.data.permissions?.includes(permission) ?? false;
}
