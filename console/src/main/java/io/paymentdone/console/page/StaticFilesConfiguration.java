package io.paymentdone.console.page;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/**
 * Configuration of the page's files: a browser keeps them, and asks each time whether they are
 * still the same. By their content, not their time: in the jar all files of all versions have one.
 */
@Configuration(proxyBeanMethods = false)
class StaticFilesConfiguration {

  @Bean
  FilterRegistrationBean<ShallowEtagHeaderFilter> staticFilesEtag() {
    ShallowEtagHeaderFilter etag = new ShallowEtagHeaderFilter();
    // A strong one would forbid Tomcat to compress.
    etag.setWriteWeakETag(true);
    FilterRegistrationBean<ShallowEtagHeaderFilter> filter = new FilterRegistrationBean<>(etag);
    // Not "/": Tomcat ends a forwarded answer before a filter around it could write what it kept.
    filter.addUrlPatterns("/index.html", "/icon.svg", "/js/*", "/css/*");
    return filter;
  }
}
