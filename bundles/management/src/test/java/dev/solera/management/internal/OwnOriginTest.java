package dev.solera.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnOriginTest {
    @Test
    void aPageFromTheSameHostAndPortIsOurOwn() {
        OwnOrigin.remember(Requests.request("POST", "Host", "LB1.example:8181"));
        assertThat(OwnOrigin.allows("http://lb1.example:8181")).isTrue();
        assertThat(OwnOrigin.allows("http://lb1.example:8181/solera/index.html?x=1"))
                .isTrue();
        assertThat(OwnOrigin.allows("http://lb1.example")).isFalse();
        assertThat(OwnOrigin.allows("http://lb1.example:8182")).isFalse();
        assertThat(OwnOrigin.allows("http://lb1.example:8181@evil.example")).isFalse();
        assertThat(OwnOrigin.allows("http://lb1.example.evil.example:8181")).isFalse();
        assertThat(OwnOrigin.allows("null")).isFalse();
        assertThat(OwnOrigin.allows("file:///tmp/x.html")).isFalse();
        assertThat(OwnOrigin.allows("%%%")).isFalse();
        assertThat(OwnOrigin.allows(null)).isTrue();
    }

    @Test
    void standardPortsNeedNotBeWritten() {
        OwnOrigin.remember(Requests.request("POST", "Host", "lb1.example"));
        assertThat(OwnOrigin.allows("https://lb1.example")).isTrue();
        assertThat(OwnOrigin.allows("https://lb1.example:443")).isTrue();
        assertThat(OwnOrigin.allows("http://lb1.example:80")).isTrue();
        assertThat(OwnOrigin.allows("http://lb1.example:443")).isFalse();
        OwnOrigin.remember(Requests.request("POST", "Host", "[::1]:8181"));
        assertThat(OwnOrigin.allows("http://[::1]:8181")).isTrue();
    }

    @Test
    void whatAnotherSiteMadeABrowserSendIsRefusedEvenWithoutAnOrigin() {
        OwnOrigin.remember(Requests.request("GET", "Host", "lb1:8181", "Sec-Fetch-Site", "cross-site"));
        assertThat(OwnOrigin.allows(null)).isFalse();
        OwnOrigin.remember(Requests.request("GET", "Host", "lb1:8181", "Sec-Fetch-Site", "same-origin"));
        assertThat(OwnOrigin.allows(null)).isTrue();
        OwnOrigin.remember(Requests.request("GET", "Host", "lb1:8181", "Sec-Fetch-Site", "none"));
        assertThat(OwnOrigin.allows(null)).isTrue();
    }

    @Test
    void withoutAHostNoOriginIsOurs() {
        OwnOrigin.remember(Requests.request("POST"));
        assertThat(OwnOrigin.allows("http://127.0.0.1:8181")).isFalse();
    }
}
