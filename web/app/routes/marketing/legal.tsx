import { LEGAL } from "~/data/legal";
import { pageMeta } from "~/lib/meta";
import type { Route } from "./+types/legal";

/** Runs while the pages are built. */
export function loader({ params }: Route.LoaderArgs) {
    const document = LEGAL[params.document];
    if (!document) throw new Response("", { status: 404 });
    return { document, path: `/legal/${params.document}` };
}

export const meta = ({ loaderData }: Route.MetaArgs) =>
    loaderData
        ? pageMeta({
              path: loaderData.path,
              title: `${loaderData.document.title} · Unison`,
              description: loaderData.document.description,
          })
        : [];

export default function Legal({ loaderData: { document } }: Route.ComponentProps) {
    return (
        <article className="mx-auto max-w-3xl px-5 pt-14 sm:pt-20">
            <h1 className="font-display text-4xl font-semibold tracking-tight sm:text-5xl">{document.title}</h1>
            <p role="note" className="mt-6 rounded-card border border-warn/40 bg-warn-soft px-5 py-4">
                <strong className="text-warn">This text is a placeholder.</strong> Whoever operates this site replaces it with
                one that a lawyer has written; it binds nobody.
            </p>
            {document.sections.map((section) => (
                <section key={section.title} className="mt-10">
                    <h2 className="font-display text-2xl font-semibold">{section.title}</h2>
                    <p className="mt-2 max-w-[68ch] text-lg text-ink-2">{section.text}</p>
                </section>
            ))}
        </article>
    );
}
