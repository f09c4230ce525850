import { pageMeta } from "~/lib/meta";

export const meta = () =>
    pageMeta({
        path: "/",
        title: "Unison: production planning that the shop floor believes",
        description: "Plan, make and trace every order in one place. Try it for 14 days, without a card.",
    });

export default function Landing() {
    return <h1 className="mx-auto max-w-6xl px-5 py-20 font-display text-5xl font-semibold">Unison</h1>;
}
