-- An Application: as healthy as what it holds. Argo CD left this out since 1.8; without it the waves
-- of an app of apps start the next one while the last is still coming up.
local hs = {status = "Progressing", message = "Waiting for the first look"}
if obj.status ~= nil and obj.status.health ~= nil then
  hs.status = obj.status.health.status or "Progressing"
  hs.message = obj.status.health.message or ""
  -- Before its first sync an Application holds nothing, and nothing is healthy.
  if hs.status == "Healthy" and (obj.status.sync == nil or obj.status.sync.status ~= "Synced")
      and obj.status.operationState == nil then
    hs.status = "Progressing"
    hs.message = "Waiting for the first sync"
  end
end
return hs
