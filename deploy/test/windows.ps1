#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Does what docs\deploy says of the Windows service, on a machine that may be thrown away, and looks whether it holds.
.PARAMETER WinSW
  WinSW-x64.exe 2.12.0.
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory = $true)]
  [string] $WinSW
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$id = 'IdentAmocrm'
$windows = (Resolve-Path (Join-Path $PSScriptRoot '..\windows')).Path
$data = Join-Path $env:ProgramData 'ident-amocrm'
$command = Join-Path $windows 'ident-amocrm.cmd'
$script:failed = $false

function Check([string] $title, [scriptblock] $holds) {
  try {
    if (& $holds) { Write-Host "ok   $title"; return }
    $reason = ''
  } catch {
    $reason = $_
  }
  Write-Host "FAIL $title $reason"
  $script:failed = $true
}

function Wait-Until([scriptblock] $holds) {
  foreach ($second in 1..60) {
    try { if (& $holds) { return $true } } catch { Write-Verbose "$_" }
    Start-Sleep -Seconds 1
  }
  return $false
}

# In a process of its own, as people start it.
function Invoke-Script([string] $name, [string[]] $arguments) {
  $all = @('-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', (Join-Path $windows $name)) + $arguments
  return @(& powershell.exe $all | ForEach-Object { "$_" })
}

function Test-Running { return (Get-Service -Name $id).Status -eq 'Running' }

function Get-Health { return (Invoke-WebRequest -UseBasicParsing 'http://127.0.0.1:8090/healthz').Content }

$said = Invoke-Script 'install.ps1' @('-WinSW', $WinSW, '-Page')
$said | Write-Host
Check 'install.ps1 ends well' { $LASTEXITCODE -eq 0 }
Check 'and shows the link to the set-up page' { ($said -join "`n") -match 'http://127\.0\.0\.1:8090/sign-in#token=' }
Check 'the service runs' { Wait-Until { Test-Running } }
Check 'and asks for its settings' { Wait-Until { (Get-Health) -match 'set-up' } }
Check 'it has an account of its own' {
  (Get-CimInstance Win32_Service -Filter "Name='$id'").StartName -eq "NT SERVICE\$id"
}
Check 'settings and state are closed to others' {
  $rules = (Get-Acl -LiteralPath $data).GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier])
  $service = (New-Object System.Security.Principal.NTAccount "NT SERVICE\$id").Translate([System.Security.Principal.SecurityIdentifier]).Value
  $allowed = @('S-1-5-18', 'S-1-5-32-544', $service)
  @($rules | Where-Object { $allowed -notcontains $_.IdentityReference.Value }).Count -eq 0
}

$settings = @('USE_MOCK_AMOCRM=true', 'FIRST_LOAD=start', 'DB_CLIENT=sqlite', 'SYNC_INTERVAL_MINUTES=5s')
Set-Content -LiteralPath (Join-Path $data '.env') -Value $settings -Encoding Ascii
Stop-Service -Name $id
& $command sample-db create --patients 20 --seed 1
Check 'a command works in the folder of the service' { $LASTEXITCODE -eq 0 }
# As an update does that was unpacked in place of the old folder.
Remove-Item -LiteralPath (Join-Path $windows '..\..\service') -Recurse -Force
Invoke-Script 'install.ps1' @('-WinSW', $WinSW) | Write-Host
Check 'install.ps1 renews the service, though its wrapper is gone' { $LASTEXITCODE -eq 0 }
Check 'its patients arrive' { Wait-Until { ((& $command status --json) -join '') -match '"linked":20' } }
Check 'doctor finds the settings closed' { ((& $command doctor --lang en --json) -join '') -match 'closed to others: \.env' }

Add-Content -LiteralPath (Join-Path $data '.env') -Value 'TIMEZON=Europe/Moscow' -Encoding Ascii
Restart-Service -Name $id
Start-Sleep -Seconds 15
Check 'with a wrong setting the service stays' { Test-Running }
Check 'does not work' { (Get-Health) -match 'misconfigured' }
Check 'and doctor says what is wrong' { ((& $command doctor --lang en) -join '') -match 'TIMEZON' }

Invoke-Script 'uninstall.ps1' @() | Write-Host
Check 'uninstall.ps1 ends well' { $LASTEXITCODE -eq 0 }
Check 'the service is gone' { $null -eq (Get-Service -Name $id -ErrorAction SilentlyContinue) }
Check 'its data stay' { Test-Path -LiteralPath (Join-Path $data 'data') }

if ($script:failed) { exit 1 }
Write-Host 'ALL HOLDS'
