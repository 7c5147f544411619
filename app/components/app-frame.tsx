import { NavMenu } from "@shopify/app-bridge-react";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { Link, useLocation, useNavigation } from "@remix-run/react";
import { useEffect } from "react";
import type { ReactNode } from "react";
import { PageSkeleton } from "./page-skeleton.tsx";
import { useReportUrl } from "./use-report-url.ts";
import { LanguageProvider, useTranslate } from "./words.tsx";

/**
 * What stands around every page: Polaris, the admin's navigation menu, the loading bar. The App Bridge script is in the head
 * of the document (root.tsx), where it has to be the first; so the provider is told not to add a second one.
 */
export function AppFrame({ apiKey, locale, children }: { apiKey: string; locale: string; children: ReactNode }) {
  return (
    <AppProvider isEmbeddedApp={false} apiKey={apiKey}>
      <LanguageProvider locale={locale}>
        <Navigation />
        <Content>{children}</Content>
      </LanguageProvider>
    </AppProvider>
  );
}

function Navigation() {
  const t = useTranslate();
  const url = useReportUrl();
  return (
    <NavMenu>
      <Link to={url("/app")} rel="home">
        {t("nav.overview")}
      </Link>
      <Link to={url("/app/retention")}>{t("nav.retention")}</Link>
      <Link to={url("/app/segments")}>{t("nav.segments")}</Link>
      <Link to={url("/app/maturity")}>{t("nav.maturity")}</Link>
      <Link to={url("/app/exports")}>{t("nav.exports")}</Link>
    </NavMenu>
  );
}

/** The admin's loading bar for every navigation; another page shows its outline at once, the same page stays as it is. */
function Content({ children }: { children: ReactNode }) {
  const { state, location } = useNavigation();
  const here = useLocation().pathname;
  const loading = state !== "idle";
  useEffect(() => {
    // App Bridge puts it there; without it (a document outside the admin) there is no bar to show.
    window.shopify?.loading(loading);
  }, [loading]);
  const leaving = state === "loading" && location.pathname !== here;
  return <main aria-busy={loading}>{leaving ? <PageSkeleton /> : children}</main>;
}
