package io.paymentdone.console.page;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/**
 * Configuration of the static files: a browser caches them and revalidates each one at every load.
 * The validator is an ETag of the content, because all files of all versions have the same time in
 * a jar.
 */
@Configuration(proxyBeanMethods = false)
class StaticFilesConfiguration {

  @Bean
  FilterRegistrationBean<ShallowEtagHeaderFilter> staticFilesEtag() {
    ShallowEtagHeaderFilter etag = new ShallowEtagHeaderFilter();
    // Tomcat does not compress responses with a strong ETag.
    etag.setWriteWeakETag(true);
    FilterRegistrationBean<ShallowEtagHeaderFilter> filter = new FilterRegistrationBean<>(etag);
    // Not "/": Tomcat commits a forwarded response before the filter writes the body that it
    // buffered.
    filter.addUrlPatterns("/index.html", "/lab.html", "/icon.svg", "/js/*", "/css/*");
    return filter;
  }
}
