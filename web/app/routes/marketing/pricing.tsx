export default function Page() {
    return <h1 className="mx-auto max-w-6xl px-5 py-20 font-display text-5xl font-semibold">faq</h1>;
}
